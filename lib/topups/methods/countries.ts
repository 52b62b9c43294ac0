import type { CurrencyCode } from "@/lib/basics/currencies";

/** ISO 3166-1 code, in capitals. */
export type CountryCode = string;

const codes = (text: string): CountryCode[] => text.split(" ");

const EURO = codes("AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK");

/** The European Economic Area. */
export const EEA = [...EURO, ...codes("CZ DK HU IS LI NO PL RO SE")];

/** Countries whose accounts have most methods (docs.stripe.com/payments/bancontact, 2026). */
export const WIDE = codes(
  "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX NL NO NZ PL PT RO SE SG SI SK US",
);

/** The countries of Pix and of UPI. */
export const REAL_TIME = codes("AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SG SI SK US");

const CURRENCY_OF: Record<CountryCode, CurrencyCode> = {
  ...Object.fromEntries(EURO.map((country) => [country, "eur" as const])),
  AE: "aed",
  AU: "aud",
  BR: "brl",
  CA: "cad",
  CH: "chf",
  CN: "cny",
  CZ: "czk",
  DK: "dkk",
  GB: "gbp",
  GI: "gbp",
  HK: "hkd",
  HU: "huf",
  IN: "inr",
  JP: "jpy",
  KE: "kes",
  LI: "chf",
  MA: "mad",
  MX: "mxn",
  MY: "myr",
  NG: "ngn",
  NO: "nok",
  NZ: "nzd",
  PL: "pln",
  RO: "ron",
  SE: "sek",
  SG: "sgd",
  SN: "xof",
  TH: "thb",
  US: "usd",
  ZA: "zar",
};

/** The currency in which a country's accounts settle and its people count; null where it is not known here. */
export function currencyOf(country: CountryCode): CurrencyCode | null {
  return CURRENCY_OF[country] ?? null;
}
