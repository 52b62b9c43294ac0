import { decimalText } from "@/lib/basics/decimal";
import { divideRoundingUp, PPM } from "@/lib/basics/money";

const PLACES = 8;

/** A rate with the operator's margin on top, rounded up at the eighth place: "7.1" with 20,000 ppm is "7.242". */
export function withMargin(rate: string, marginPpm: number): string {
  const [whole = "0", fraction = ""] = rate.split(".");
  const units = BigInt(whole + fraction.padEnd(PLACES, "0").slice(0, PLACES)) + (/[1-9]/.test(fraction.slice(PLACES)) ? 1n : 0n);
  return decimalText(divideRoundingUp(units * (PPM + BigInt(marginPpm)), PPM), PLACES);
}
