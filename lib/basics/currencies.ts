import { unitsOfDecimal } from "@/lib/basics/decimal";
import { divideRoundingUp } from "@/lib/basics/money";

/** Decimals of the minor unit, and the smallest charge that Stripe takes (docs.stripe.com/currencies); null where it names none. */
const CURRENCIES = {
  usd: [2, 50n],
  aed: [2, 200n],
  aud: [2, 50n],
  bhd: [3, null],
  brl: [2, 50n],
  cad: [2, 50n],
  chf: [2, 50n],
  cny: [2, null],
  czk: [2, 1500n],
  dkk: [2, 250n],
  eur: [2, 50n],
  gbp: [2, 30n],
  hkd: [2, 400n],
  huf: [2, 17_500n],
  inr: [2, 50n],
  jod: [3, null],
  jpy: [0, 50n],
  kes: [2, null],
  krw: [0, null],
  kwd: [3, null],
  mad: [2, null],
  mxn: [2, 1000n],
  myr: [2, 200n],
  ngn: [2, null],
  nok: [2, 300n],
  nzd: [2, 50n],
  omr: [3, null],
  pln: [2, 200n],
  ron: [2, 200n],
  sek: [2, 300n],
  sgd: [2, 50n],
  thb: [2, 1000n],
  tnd: [3, null],
  xof: [0, null],
  zar: [2, null],
} as const satisfies Record<string, readonly [number, bigint | null]>;

export type CurrencyCode = keyof typeof CURRENCIES;

/** A sum in the minor unit of its currency: 1000 JPY is ¥1,000, 1000 USD is $10. */
export type MinorSum = { amountMinor: bigint; currency: CurrencyCode };

/** Decimal text of the units that one US dollar buys, such as "7.1234". */
export type DollarRate = string;

const RATE_DECIMALS = 12;
const CENTS_PER_DOLLAR = 100n;

export const CURRENCY_CODES = Object.keys(CURRENCIES) as CurrencyCode[];

export function isCurrency(text: string): text is CurrencyCode {
  return Object.hasOwn(CURRENCIES, text);
}

export function decimalsOf(currency: CurrencyCode): number {
  return CURRENCIES[currency][0];
}

export function smallestChargeMinor(currency: CurrencyCode): bigint | null {
  return CURRENCIES[currency][1];
}

/**
 * What so many US cents cost in another currency, rounded up to what can be charged: Stripe takes three-decimal currencies in tens.
 * Null for a rate that is not a positive decimal.
 */
export function chargeMinor(amountCents: bigint, currency: CurrencyCode, rate: DollarRate): bigint | null {
  const units = unitsOfDecimal(rate, RATE_DECIMALS);
  if (units === null || units <= 0n) return null;
  const decimals = decimalsOf(currency);
  const dividend = amountCents * units * 10n ** BigInt(decimals);
  const minor = divideRoundingUp(dividend, CENTS_PER_DOLLAR * 10n ** BigInt(RATE_DECIMALS));
  return decimals === 3 ? divideRoundingUp(minor, 10n) * 10n : minor;
}
