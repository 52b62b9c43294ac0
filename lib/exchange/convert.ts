import { divideRoundingUp, PPM } from "@/lib/basics/money";

type Conversion = {
  /** What is bought, in US cents. */
  amountCents: number;
  /** Units of the currency for one US dollar, as decimal text. */
  rate: string;
  marginPpm: number;
  /** How many places the smallest unit of the currency has: 2 for euro, 0 for yen, 3 for dinar. */
  places: number;
};

/**
 * The sum in the smallest unit of a currency that buys so many US cents, rounded up once at the end:
 * ceil(cents × rate × (1 + margin) × 10^places / 100). Anybody can recompute it from the order.
 */
export function convertCents({ amountCents, rate, marginPpm, places }: Conversion): number {
  const [whole = "0", fraction = ""] = rate.split(".");
  const dividend = BigInt(amountCents) * BigInt(whole + fraction) * (PPM + BigInt(marginPpm)) * 10n ** BigInt(places);
  return Number(divideRoundingUp(dividend, 10n ** BigInt(fraction.length) * PPM * 100n));
}
