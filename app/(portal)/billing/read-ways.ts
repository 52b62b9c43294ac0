import { headers } from "next/headers";
import { namedCountries } from "@/app/named-countries";
import type { Ways } from "@/components/billing/use-way";
import { suggestCountry } from "@/lib/topups/checkout/buyer-country";
import { readSelling } from "@/lib/topups/orders/price-order";

/** The ways to pay of a workspace, for the form that asks. */
export async function readWays(workspaceId: string, now: Date): Promise<Ways> {
  const acceptLanguage = (await headers()).get("accept-language");
  const [selling, country, countries] = await Promise.all([
    readSelling(now),
    suggestCountry(workspaceId, acceptLanguage),
    namedCountries(),
  ]);
  return { selling, country, countries };
}
