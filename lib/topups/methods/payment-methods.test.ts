import { expect, test } from "vitest";
import { CURRENCY_CODES } from "@/lib/basics/currencies";
import { METHOD_NAMES, type MethodName } from "@/lib/topups/methods/method";
import { acceptsAccount, isMethodName, PAYMENT_METHODS, paymentMethod } from "@/lib/topups/methods/payment-methods";

const EUROPEAN = "paypal* pix:brl upi:inr ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur";

/** What an account of each country can sell with, and in what. `*` stands for many currencies. */
const ACCOUNTS: Record<string, string> = {
  US: "card* link* cashapp:usd alipay:cny,usd wechat_pay:cny,usd pix:brl upi:inr bizum:eur ideal:eur bancontact:eur p24:eur,pln blik:pln multibanco:eur sepa_debit:eur oxxo:mxn crypto:usd",
  FR: `card* link* ${EUROPEAN} alipay:cny,eur wechat_pay:cny,eur bizum:eur blik:pln multibanco:eur`,
  ES: `card* link* ${EUROPEAN} alipay:cny,eur wechat_pay:cny,eur bizum:eur blik:pln multibanco:eur`,
  DK: `card* link* ${EUROPEAN} alipay:cny,eur wechat_pay:cny,eur,dkk bizum:eur blik:pln multibanco:eur`,
  NO: `card* link* ${EUROPEAN} alipay:cny,eur wechat_pay:cny,eur,nok bizum:eur blik:pln multibanco:eur`,
  CH: `card* link* ${EUROPEAN} alipay:cny,eur wechat_pay:cny,eur,chf bizum:eur blik:pln multibanco:eur`,
  PL: `card* link* ${EUROPEAN} bizum:eur blik:pln multibanco:eur`,
  HU: "card* link* pix:brl upi:inr ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur alipay:cny,eur wechat_pay:cny,eur bizum:eur blik:pln multibanco:eur",
  GB: `card* link* ${EUROPEAN} alipay:cny,gbp wechat_pay:cny,gbp bizum:eur blik:pln multibanco:eur`,
  GI: "card* link* alipay:cny ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur",
  HK: "card* link* alipay:cny,hkd wechat_pay:cny,hkd ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur",
  JP: "card* link* alipay:cny,jpy wechat_pay:cny,jpy ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur",
  SG: "card* link* alipay:cny,sgd wechat_pay:cny,sgd pix:brl upi:inr bizum:eur ideal:eur bancontact:eur p24:eur,pln blik:pln sepa_debit:eur oxxo:mxn",
  NZ: "card* link* alipay:cny,nzd ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur",
  MY: "card* alipay:cny,myr",
  MX: "card* link* ideal:eur bancontact:eur p24:eur,pln sepa_debit:eur oxxo:mxn",
  BR: "card* boleto:brl",
  IN: "card*",
  AE: "card*",
};

test.each(Object.entries(ACCOUNTS))("an account in %s has its methods in its currencies, and no others", (country, expected) => {
  const found = PAYMENT_METHODS.filter((method) => acceptsAccount(method, country)).map((method) => {
    const currencies = method.currencies(country);
    return currencies.length > 5 ? `${method.name}*` : `${method.name}:${currencies.join(",")}`;
  });
  expect(found.sort()).toEqual(expected.split(" ").sort());
});

const EUROPE_AND_OTHERS: [MethodName, number][] = [
  ["alipay", 39],
  ["wechat_pay", 35],
  ["bizum", 28],
  ["ideal", 40],
  ["bancontact", 40],
  ["p24", 40],
  ["blik", 36],
  ["paypal", 30],
  ["link", 40],
  ["pix", 35],
  ["upi", 35],
];

test.each(EUROPE_AND_OTHERS)("%s is open to accounts in %i countries", (name, count) => {
  const accounts = paymentMethod(name).accounts ?? [];
  expect([accounts.length, new Set(accounts).size]).toEqual([count, count]);
});

test("Brazil has Pix, and Europe has OXXO and stablecoins, only by invitation", () => {
  const invited = (name: MethodName, account: string) => [false, true].map((each) => acceptsAccount(paymentMethod(name), account, each));
  expect(invited("pix", "BR")).toEqual([false, true]);
  expect(invited("oxxo", "FR")).toEqual([false, true]);
  expect(invited("crypto", "DE")).toEqual([false, true]);
  expect(invited("cashapp", "FR")).toEqual([false, false]);
});

/** Bounds, days, refunds, charges without the buyer, disputes, Adaptive Pricing. */
const FACTS: [MethodName, string][] = [
  ["card", "- - at_once any yes contestable adaptive"],
  ["link", "- - at_once any yes contestable adaptive"],
  ["paypal", "- - at_once 180 approval contestable adaptive"],
  ["cashapp", "- - at_once 90 yes contestable -"],
  ["alipay", "- - at_once 90 approval none -"],
  ["wechat_pay", "- 5000000cny at_once 180 no none adaptive"],
  ["pix", "50brl 300000usd minutes 90 mandate final adaptive"],
  ["upi", "100inr 10000000inr at_once 60 mandate final adaptive"],
  ["bizum", "50eur 500000eur at_once 395 no contestable -"],
  ["ideal", "- - at_once 180 sepa_mandate none adaptive"],
  ["bancontact", "- - at_once 180 sepa_mandate none adaptive"],
  ["p24", "- - at_once 180 no none adaptive"],
  ["blik", "- - at_once 395 no contestable adaptive"],
  ["multibanco", "50eur 9999900eur voucher7 365 no none -"],
  ["sepa_debit", "- 1000000eur debit5 180 yes final -"],
  ["oxxo", "1000mxn 1000000mxn voucher1 never no none -"],
  ["boleto", "500brl 4999999brl voucher1 never yes none -"],
  ["crypto", "- - at_once any approval none -"],
];

test.each(FACTS)("%s: %s", (name, expected) => {
  const { smallest, largest, answer, refund, again, dispute, isUnlockedByAdaptivePricing } = paymentMethod(name);
  const sum = (bound: typeof smallest) => (bound ? `${bound.amountMinor}${bound.currency}` : "-");
  const days = "days" in answer ? `${answer.kind}${answer.days}` : answer.kind;
  const back = refund === null ? "never" : String(refund.days ?? "any");
  expect([sum(smallest), sum(largest), days, back, again, dispute, isUnlockedByAdaptivePricing ? "adaptive" : "-"].join(" ")).toBe(
    expected,
  );
});

test("the facts are about every method", () => {
  expect(FACTS.map(([name]) => name).sort()).toEqual([...METHOD_NAMES].sort());
  expect(PAYMENT_METHODS.map(({ name }) => name)).toEqual([...METHOD_NAMES]);
  expect(["card", "Card", "toString", ""].map(isMethodName)).toEqual([true, false, false, false]);
});

test("each method's currencies and bounds are in currencies that exist", () => {
  for (const method of PAYMENT_METHODS)
    for (const country of Object.keys(ACCOUNTS)) expect(CURRENCY_CODES).toEqual(expect.arrayContaining([...method.currencies(country)]));
});

test("what a method forbids is named where it may concern a relay", () => {
  const named = PAYMENT_METHODS.filter(({ forbids }) => forbids.length > 0).map(({ name, forbids }) => `${name}: ${forbids.join(" ")}`);
  expect(named).toEqual(["pix: crypto", "bizum: stored_value", "p24: it_services", "oxxo: direct_marketing gift_cards software"]);
});

test("codes and vouchers can be paid for as long as Stripe allows", () => {
  const timed = PAYMENT_METHODS.flatMap(({ name, expiry }) =>
    expiry ? [[name, expiry.unit, expiry.smallest, expiry.largest, expiry.usual]] : [],
  );
  expect(timed).toEqual([
    ["pix", "seconds", 60, 1_209_600, 14_400],
    ["oxxo", "days", 1, 7, 3],
    ["boleto", "days", 0, 60, 3],
  ]);
});
