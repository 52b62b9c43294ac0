export type MethodRule = {
  /** Countries of accounts, or any. */
  accounts: string;
  /** Currencies of any account, and those of accounts in one country or group. */
  takes: Record<string, string>;
  least?: [minor: number, currency: string];
  most?: [minor: number, currency: string];
  /** Whether the money comes later, and how the shopper is told. */
  later?: "voucher" | "debit";
  /** Adaptive Pricing shows it for a session in dollars or euros, in this currency of its own; `any`: in the shopper's. */
  adaptive?: string;
  /** It can be charged again without the shopper, so it stays in a session that asks for that. */
  isReusable?: boolean;
};

const EEA = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK";
const FORTY = "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MX NL NO NZ PL PT RO SE SG SI SK US";
const THIRTY_FIVE = "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SG SI SK US";
const ANY = "any";

/** Stripe's rules for Checkout in payment mode, from its page on each method, May to November 2026. */
export const METHOD_RULES: Record<string, MethodRule> = {
  card: { accounts: ANY, takes: { "*": ANY }, adaptive: ANY, isReusable: true },
  link: { accounts: FORTY, takes: { "*": ANY }, adaptive: ANY, isReusable: true },
  paypal: {
    accounts: "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK",
    takes: { "*": "aud cad chf czk dkk eur gbp hkd nok nzd pln sek sgd usd" },
    adaptive: ANY,
  },
  cashapp: { accounts: "US", takes: { "*": "usd" }, isReusable: true },
  alipay: {
    accounts: "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MY NL NO NZ PT RO SE SG SI SK US",
    takes: {
      "*": "cny",
      EEA: "eur",
      CH: "eur",
      AU: "aud",
      CA: "cad",
      GB: "gbp",
      HK: "hkd",
      JP: "jpy",
      MY: "myr",
      NZ: "nzd",
      SG: "sgd",
      US: "usd",
    },
  },
  wechat_pay: {
    accounts: "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HK HR HU IE IT JP LT LU LV MT NL NO PT RO SE SG SI SK US",
    takes: {
      "*": "cny",
      EEA: "eur",
      CH: "eur chf",
      AU: "aud",
      CA: "cad",
      DK: "dkk",
      GB: "gbp",
      HK: "hkd",
      JP: "jpy",
      NO: "nok",
      SE: "sek",
      SG: "sgd",
      US: "usd",
    },
    most: [5_000_000, "cny"],
    adaptive: "cny",
  },
  pix: { accounts: THIRTY_FIVE, takes: { "*": "brl" }, least: [50, "brl"], most: [300_000, "usd"], adaptive: "brl" },
  upi: { accounts: THIRTY_FIVE, takes: { "*": "inr" }, least: [100, "inr"], most: [10_000_000, "inr"], adaptive: "inr" },
  bizum: {
    accounts: "AT AU BE CA CH CZ DE DK ES FI FR GB GR HU IE IT LT LU NL NO PL PT RO SE SG SI SK US",
    takes: { "*": "eur" },
    least: [50, "eur"],
    most: [500_000, "eur"],
  },
  ideal: { accounts: FORTY, takes: { "*": "eur" }, adaptive: "eur", isReusable: true },
  bancontact: { accounts: FORTY, takes: { "*": "eur" }, adaptive: "eur", isReusable: true },
  p24: { accounts: FORTY, takes: { "*": "eur pln" }, adaptive: "pln" },
  blik: {
    accounts: "AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SG SI SK US",
    takes: { "*": "pln" },
    adaptive: "pln",
  },
  multibanco: {
    accounts: "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK US",
    takes: { "*": "eur" },
    least: [50, "eur"],
    most: [9_999_900, "eur"],
    later: "voucher",
  },
  sepa_debit: { accounts: FORTY, takes: { "*": "eur" }, most: [1_000_000, "eur"], later: "debit", isReusable: true },
  oxxo: { accounts: "CA MX SG US", takes: { "*": "mxn" }, least: [1000, "mxn"], most: [1_000_000, "mxn"], later: "voucher" },
  boleto: { accounts: "BR", takes: { "*": "brl" }, least: [500, "brl"], most: [4_999_999, "brl"], later: "voucher", isReusable: true },
  crypto: { accounts: "US", takes: { "*": "usd" } },
};

export const IMPLEMENTED_METHODS = Object.keys(METHOD_RULES);

export function takesCurrency(rule: MethodRule, account: string, currency: string): boolean {
  const isEuropean = EEA.split(" ").includes(account);
  const texts = [rule.takes["*"], rule.takes[account], isEuropean ? rule.takes.EEA : undefined];
  return texts.some((text) => text === ANY || text?.split(" ").includes(currency));
}

export function hasAccountsIn(rule: MethodRule, account: string): boolean {
  return rule.accounts === ANY || rule.accounts.split(" ").includes(account);
}
