import { getLocale } from "next-intl/server";
import type { NamedCountry } from "@/components/billing/ways-to-pay";
import { BUYER_COUNTRIES } from "@/lib/topups/methods/buyer-countries";

/** Every country in the reader's language, by its alphabet. */
export async function namedCountries(): Promise<NamedCountry[]> {
  const locale = await getLocale();
  const names = new Intl.DisplayNames([locale], { type: "region" });
  const collator = new Intl.Collator(locale);
  return BUYER_COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code })).sort((one, other) =>
    collator.compare(one.name, other.name),
  );
}
