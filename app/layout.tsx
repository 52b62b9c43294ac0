import "@/app/globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { mono, sans } from "@/app/fonts";
import { Providers } from "@/components/shell/providers";
import { Texts } from "@/components/shell/texts";
import { NONCE_HEADER } from "@/lib/auth/page-headers";
import { env } from "@/lib/platform/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return { title: { default: t("titleDefault"), template: t.raw("titleTemplate") }, description: t("description") };
}

export const viewport: Viewport = { colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Read for each request, so that no page is rendered in advance: its nonce, and whether this is a sandbox, are unknown then.
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  const isSandbox = env.RELAIS_SANDBOX === "1";
  return (
    <html lang={await getLocale()} className={`${sans.variable} ${mono.variable}`} suppressHydrationWarning>
      {/* Nothing is drawn before the page is read whole: what is drawn earlier is moved by what comes after it. */}
      <link rel="expect" href="#page-end" blocking="render" />
      <body className={isSandbox ? "[--banner:3px]" : "[--banner:0px]"}>
        <Texts of={[]}>
          <Providers nonce={nonce} supportEmail={env.RELAIS_SUPPORT_EMAIL}>
            {isSandbox && <div aria-hidden className="sticky top-0 z-30 h-[3px] bg-sandbox" />}
            {children}
          </Providers>
        </Texts>
        <div id="page-end" hidden />
      </body>
    </html>
  );
}
