import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import type { Family } from "@/lib/i18n/messages";

/** Texts that every page may need in the browser. */
export const EVERYWHERE: readonly Family[] = ["controls", "interruptions", "shell"];

/**
 * Sends the browser only these families of texts, beside those of every page. Pages that are rendered on the server alone need none of
 * theirs in the browser.
 */
export async function Texts({ of, children }: { of: readonly Family[]; children: ReactNode }) {
  const all = await getMessages();
  const sent = Object.fromEntries([...EVERYWHERE, ...of].map((family) => [family, all[family]]));
  return <NextIntlClientProvider messages={sent}>{children}</NextIntlClientProvider>;
}
