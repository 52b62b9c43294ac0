import { type ComponentProps, useState } from "react";
import type { NamedCountry, WaysToPay } from "@/components/billing/ways-to-pay";
import type { MinorSum } from "@/lib/basics/currencies";
import { offersFor } from "@/lib/topups/methods/offers";
import type { Selling } from "@/lib/topups/orders/price-order";

/** How the operator sells, and who buys. */
export type Ways = { selling: Selling; countries: readonly NamedCountry[]; country: string | null };

/** For an amount that is not typed yet: the common choice. */
const USUAL_CENTS = 2_000;

type Way = {
  shown: Omit<ComponentProps<typeof WaysToPay>, "hasSums">;
  /** What the chosen way asks for. */
  charge: MinorSum | null;
  /** The rate of a sum in another currency. */
  rate: { currency: string; rate: string } | null;
};

/** The buyer's country and way to pay, and what fits them; null where the page offers no choice. */
export function useWay(ways: Ways | undefined, amountCents: number | null): Way | null {
  const [country, setCountry] = useState(ways?.country ?? "");
  const [method, choose] = useState("");
  if (!ways) return null;
  const question = { ...ways.selling, buyerCountry: country || null, amountCents: BigInt(amountCents ?? USUAL_CENTS) };
  const { offered, withheld } = offersFor(question);
  const chosen = offered.find(({ name }) => name === method) ?? offered[0];
  const charge = chosen?.charge ?? null;
  const rate = charge && charge.currency !== "usd" ? ways.selling.rates[charge.currency] : undefined;
  return {
    shown: { countries: ways.countries, country, setCountry, offered, withheld, chosen, choose },
    charge,
    rate: charge && rate ? { currency: charge.currency.toUpperCase(), rate } : null,
  };
}
