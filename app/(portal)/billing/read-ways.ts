import { headers } from "next/headers";
import { getLocale } from "next-intl/server";
import type { Ways } from "@/components/billing/use-way";
import { suggestCountry } from "@/lib/topups/checkout/buyer-country";
import { BUYER_COUNTRIES } from "@/lib/topups/methods/buyer-countries";
import { readSelling } from "@/lib/topups/orders/price-order";

/** The ways to pay of a workspace, for the form that asks. */
export async function readWays(workspaceId: string, now: Date): Promise<Ways> {
  const [request, locale] = await Promise.all([headers(), getLocale()]);
  const [selling, country] = await Promise.all([readSelling(now), suggestCountry(workspaceId, request.get("accept-language"))]);
  const names = new Intl.DisplayNames([locale], { type: "region" });
  const collator = new Intl.Collator(locale);
  const countries = BUYER_COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code }));
  return { selling, country, countries: countries.sort((one, other) => collator.compare(one.name, other.name)) };
}
