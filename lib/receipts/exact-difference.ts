import { decimalText, unitsOfDecimal } from "@/lib/basics/decimal";
import { invariant } from "@/lib/basics/errors";

/** The exact difference of two decimal texts. The first must not be the smaller one. */
export function exactDifference(larger: string, smaller: string): string {
  const places = Math.max(placesOf(larger), placesOf(smaller));
  const [minuend, subtrahend] = [unitsOfDecimal(larger, places), unitsOfDecimal(smaller, places)];
  invariant(minuend !== null && subtrahend !== null && minuend >= subtrahend, "a price is its exact sum, rounded up");
  return decimalText(minuend - subtrahend, places);
}

function placesOf(decimal: string): number {
  return decimal.split(".")[1]?.length ?? 0;
}
