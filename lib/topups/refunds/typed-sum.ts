import { decimalsOf, isCurrency } from "@/lib/basics/currencies";

/** A typed sum of a currency in its smallest unit; null for anything that is not one, such as a third decimal of a dollar. */
export function minorOfText(text: string, currency: string): bigint | null {
  const decimals = isCurrency(currency) ? decimalsOf(currency) : 2;
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  const fraction = match?.[2] ?? "";
  if (!match || fraction.length > decimals) return null;
  return BigInt(`${match[1]}${fraction.padEnd(decimals, "0")}`);
}
