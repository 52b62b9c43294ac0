import { CURRENCY_CODES, type CurrencyCode } from "@/lib/basics/currencies";
import { type CountryCode, currencyOf, EEA, WIDE } from "@/lib/topups/methods/countries";
import { type PaymentMethod, USUAL_METHOD } from "@/lib/topups/methods/method";

const codes = (text: string): string[] => text.split(" ");

/** Alipay takes dollars from accounts in the US alone, and euros from the EEA and Switzerland alone. */
const ALIPAY_LOCAL = new Set(codes("US GB HK SG JP AU CA NZ MY"));
const WECHAT_LOCAL = new Set(codes("US GB HK SG JP AU CA DK NO SE CH"));
const PAYPAL_ACCOUNTS = codes("AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK");
const PAYPAL_CURRENCIES = codes("usd eur gbp chf czk dkk nok pln sek aud cad hkd nzd sgd") as CurrencyCode[];

/** Renminbi from every account, euros from the EEA and Switzerland, and the account's own currency where it is in `local`. */
function chineseCurrencies(account: CountryCode, local: ReadonlySet<CountryCode>): CurrencyCode[] {
  const own = currencyOf(account);
  const isEuropean = EEA.includes(account) || account === "CH";
  return [...new Set<CurrencyCode>(["cny", ...(isEuropean ? ["eur" as const] : []), ...(local.has(account) && own ? [own] : [])])];
}

/** Cards and wallets. Sources: docs.stripe.com/payments, May to November 2026. */
export const WALLETS: PaymentMethod[] = [
  {
    ...USUAL_METHOD,
    name: "card",
    accounts: null,
    currencies: () => CURRENCY_CODES,
    placeElsewhere: 10,
    refund: { days: null },
    again: "yes",
    dispute: "contestable",
    isUnlockedByAdaptivePricing: true,
  },
  {
    ...USUAL_METHOD,
    name: "link",
    accounts: WIDE,
    currencies: () => CURRENCY_CODES,
    places: { US: 12 },
    placeElsewhere: 40,
    refund: { days: null },
    again: "yes",
    dispute: "contestable",
    isUnlockedByAdaptivePricing: true,
  },
  {
    ...USUAL_METHOD,
    name: "paypal",
    accounts: PAYPAL_ACCOUNTS,
    currencies: () => PAYPAL_CURRENCIES,
    places: { DE: 5, AT: 8, IT: 9 },
    placeElsewhere: 20,
    again: "approval",
    dispute: "contestable",
    isUnlockedByAdaptivePricing: true,
  },
  {
    ...USUAL_METHOD,
    name: "cashapp",
    accounts: ["US"],
    currencies: () => ["usd"],
    places: { US: 15 },
    refund: { days: 90 },
    again: "yes",
    dispute: "contestable",
  },
  {
    ...USUAL_METHOD,
    name: "alipay",
    accounts: codes("AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IT JP LI LT LU LV MT MY NL NO NZ PT RO SE SG SI SK US"),
    currencies: (account) => chineseCurrencies(account, ALIPAY_LOCAL),
    places: { CN: 1, HK: 12, MO: 12 },
    refund: { days: 90 },
    again: "approval",
  },
  {
    ...USUAL_METHOD,
    name: "wechat_pay",
    accounts: codes("AT AU BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HK HR HU IE IT JP LT LU LV MT NL NO PT RO SE SG SI SK US"),
    currencies: (account) => chineseCurrencies(account, WECHAT_LOCAL),
    places: { CN: 2, HK: 13, MO: 13 },
    largest: { amountMinor: 5_000_000n, currency: "cny" },
    perBuyer: { amountMinor: 10_000_000n, currency: "cny", period: "day" },
    isUnlockedByAdaptivePricing: true,
  },
  {
    ...USUAL_METHOD,
    name: "crypto",
    accounts: ["US"],
    accountsByInvitation: [...EEA.filter((country) => !["IS", "SK"].includes(country)), "CH", "GI", "HK", "MX"],
    currencies: () => ["usd"],
    placeElsewhere: 50,
    refund: { days: null },
    again: "approval",
  },
];
