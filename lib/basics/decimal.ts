const DECIMAL = /^(\d{1,12})(?:\.(\d+))?$/;

/** The decimal text of `units` with this many places, without trailing zeros: 1250000n with 6 places is "1.25". */
export function decimalText(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, "0");
  const fraction = digits.slice(digits.length - places).replace(/0+$/, "");
  return `${digits.slice(0, digits.length - places)}${fraction && `.${fraction}`}`;
}

/** The exact units of a decimal text; null if it is not a plain decimal or has more places. */
export function unitsOfDecimal(text: string, places: number): bigint | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const [, whole = "", fraction = ""] = match;
  const significant = fraction.replace(/0+$/, "");
  return significant.length > places ? null : BigInt(whole + significant.padEnd(places, "0"));
}

/** Pico-dollars per token and USD per million tokens differ by six places; so do millionths and factors. */
export const RATE_PLACES = 6;

/** USD per million tokens as text: 3000000n pico-dollars per token is "3". */
export function dollarsPerMillionText(pico: bigint): string {
  return decimalText(pico, RATE_PLACES);
}

/** A factor as text: 1250000n millionths is "1.25". */
export function factorText(ppm: bigint): string {
  return decimalText(ppm, RATE_PLACES);
}
