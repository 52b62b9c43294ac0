/** Money inside Relais: integer nano-dollars as `bigint`. Cents exist only towards Stripe, dollars only as text for people and for JSON. */
export const NANO_PER_DOLLAR = 1_000_000_000n;
const NANO_PER_CENT = 10_000_000n;
export const PICO_PER_NANO = 1_000n;
export const PPM = 1_000_000n;

const DOLLARS = /^(-?)(\d{1,10})(?:\.(\d{1,9}))?$/;

/** Nano-dollars of a decimal text such as "12.5"; null when the text is not a decimal with at most nine places. */
export function nanoFromDollars(dollars: string): bigint | null {
  const match = DOLLARS.exec(dollars.trim());
  if (!match) return null;
  const [, sign, whole, fraction = ""] = match;
  const nano = BigInt(whole ?? "0") * NANO_PER_DOLLAR + BigInt(fraction.padEnd(9, "0"));
  return sign ? -nano : nano;
}

/** Exact decimal text of nano-dollars without a currency sign and without trailing zeros: 1500000000n is "1.5". */
export function dollarsFromNano(amountNano: bigint): string {
  const sign = amountNano < 0n ? "-" : "";
  const absolute = amountNano < 0n ? -amountNano : amountNano;
  const fraction = (absolute % NANO_PER_DOLLAR).toString().padStart(9, "0").replace(/0+$/, "");
  return `${sign}${absolute / NANO_PER_DOLLAR}${fraction && `.${fraction}`}`;
}

/** Nano-dollars of whole cents, as Stripe counts them. */
export function nanoFromCents(amountCents: number): bigint {
  return BigInt(amountCents) * NANO_PER_CENT;
}

/** Quotient rounded towards plus infinity. Both arguments are non-negative. */
export function divideRoundingUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
