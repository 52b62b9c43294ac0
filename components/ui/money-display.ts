import { dollarsFromNano } from "@/lib/basics/money";

const NANO_DIGITS = 9;
const SHOWN_DIGITS = 6;

/**
 * How money is displayed: a balance is rounded down and a charge up, so that neither promises too much; an exact figure keeps every digit.
 * All texts come from integers: no digit passes through a float.
 */
export type Rounding = "down" | "up" | "exact";

/** Dollars for people: at least two decimals, at most six, or all nine when exact. */
export function moneyText(amountNano: bigint, rounding: Rounding, locale = "en"): string {
  return localDecimal(dollarsFromNano(rounded(amountNano, rounding)), locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
  });
}

/** A decimal text of any length in the locale's own digits and separators, unrounded. */
export function localDecimal(decimal: string, locale = "en", options: Intl.NumberFormatOptions = {}): string {
  // Intl reads decimal text exactly; its type accepts only the literal form.
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20, ...options }).format(decimal as `${number}`);
}

function rounded(amountNano: bigint, rounding: Rounding): bigint {
  if (rounding === "exact") return amountNano;
  const unit = 10n ** BigInt(NANO_DIGITS - SHOWN_DIGITS);
  const remainder = ((amountNano % unit) + unit) % unit;
  if (remainder === 0n) return amountNano;
  return rounding === "down" ? amountNano - remainder : amountNano - remainder + unit;
}
