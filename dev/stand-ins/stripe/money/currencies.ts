const ZERO_DECIMAL = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split(" "));
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));

/** How many units of each currency one US dollar buys at this stand-in, in millionths. They never change, so that tests can compute. */
const PPM_PER_DOLLAR: Record<string, number> = {
  usd: 1_000_000,
  aed: 3_672_500,
  aud: 1_520_000,
  bhd: 377_000,
  brl: 5_400_000,
  cad: 1_380_000,
  chf: 810_000,
  cny: 7_100_000,
  czk: 21_000_000,
  dkk: 6_500_000,
  eur: 870_000,
  gbp: 760_000,
  hkd: 7_800_000,
  huf: 340_000_000,
  inr: 84_000_000,
  jod: 709_000,
  jpy: 150_000_000,
  kes: 129_000_000,
  krw: 1_390_000_000,
  kwd: 307_000,
  mad: 9_300_000,
  mxn: 18_600_000,
  myr: 4_200_000,
  ngn: 1_500_000_000,
  nok: 10_100_000,
  nzd: 1_720_000,
  omr: 385_000,
  pln: 3_700_000,
  ron: 4_400_000,
  sek: 9_500_000,
  sgd: 1_290_000,
  thb: 32_500_000,
  tnd: 2_900_000,
  xof: 570_000_000,
  zar: 17_300_000,
};

/** The smallest charge of each currency, in its minor unit. */
const SMALLEST: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};

export const MOST_DIGITS = 99_999_999;

function decimalsOf(currency: string): number {
  return ZERO_DECIMAL.has(currency) ? 0 : THREE_DECIMAL.has(currency) ? 3 : 2;
}

export function isThreeDecimal(currency: string): boolean {
  return THREE_DECIMAL.has(currency);
}

export function isKnownCurrency(currency: string): boolean {
  return currency in PPM_PER_DOLLAR;
}

/** `amount` in another currency's minor unit, rounded half up. */
export function converted(amount: number, from: string, to: string): number {
  const scaled = BigInt(Math.abs(amount)) * rateOf(to) * 10n ** BigInt(decimalsOf(to));
  const divisor = rateOf(from) * 10n ** BigInt(decimalsOf(from));
  return Math.sign(amount) * Number((2n * scaled + divisor) / (2n * divisor));
}

/** The smallest charge: where Stripe names none, what half a dollar is. */
export function smallestCharge(currency: string): number {
  return SMALLEST[currency] ?? converted(50, "usd", currency);
}

/** A sum as a person reads it: "¥1,000", "$10.00". */
export function moneyText(minor: number, currency: string): string {
  const digits = decimalsOf(currency);
  const format = new Intl.NumberFormat("en", { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(minor / 10 ** digits);
}

function rateOf(currency: string): bigint {
  const ppm = PPM_PER_DOLLAR[currency];
  if (ppm === undefined) throw new Error(`the stand-in has no rate of ${currency}`);
  return BigInt(ppm);
}
