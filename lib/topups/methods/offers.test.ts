import fc from "fast-check";
import { expect, test } from "vitest";
import { type CurrencyCode, chargeMinor, smallestChargeMinor } from "@/lib/basics/currencies";
import { METHOD_NAMES, type MethodName } from "@/lib/topups/methods/method";
import { type OfferQuestion, offersFor } from "@/lib/topups/methods/offers";
import { PAYMENT_METHODS, paymentMethod } from "@/lib/topups/methods/payment-methods";

const RATES = { cny: "7.1", eur: "0.87", gbp: "0.76", brl: "5.4", mxn: "18.6", inr: "84", pln: "3.7" };
const question = (asked: Partial<OfferQuestion>): OfferQuestion => ({
  operatorCountry: "FR",
  buyerCountry: null,
  amountCents: 2_000n,
  rates: RATES,
  adaptivePricing: false,
  ...asked,
});
const offered = (asked: Partial<OfferQuestion>) =>
  offersFor(question(asked)).offered.map(
    ({ name, charge, isPricedByStripe }) => `${name} ${charge.amountMinor} ${charge.currency}${isPricedByStripe ? " by Stripe" : ""}`,
  );
const reasonFor = (name: MethodName, asked: Partial<OfferQuestion>) =>
  offersFor(question(asked)).withheld.find((each) => each.name === name);
const first = (asked: Partial<OfferQuestion>, count = 3) => offered(asked).slice(0, count);

test.each<[string, string[]]>([
  ["CN", ["alipay 14200 cny", "wechat_pay 14200 cny", "card 2000 usd"]],
  ["BR", ["pix 10800 brl", "card 2000 usd", "paypal 2000 usd"]],
  ["IN", ["upi 168000 inr", "card 2000 usd", "paypal 2000 usd"]],
  ["ES", ["bizum 1740 eur", "card 2000 usd", "paypal 2000 usd"]],
  ["FR", ["card 2000 usd", "paypal 2000 usd", "sepa_debit 1740 eur"]],
  ["MX", ["card 2000 usd", "paypal 2000 usd", "link 2000 usd"]],
  ["SN", ["card 2000 usd", "paypal 2000 usd", "link 2000 usd"]],
  ["PL", ["blik 7400 pln", "p24 7400 pln", "card 2000 usd"]],
  ["NL", ["ideal 1740 eur", "card 2000 usd", "paypal 2000 usd"]],
  ["PT", ["card 2000 usd", "multibanco 1740 eur", "paypal 2000 usd"]],
])("an operator in France offers a buyer in %s %j first", (buyerCountry, expected) => {
  expect(first({ buyerCountry })).toEqual(expected);
});

test.each<[string, string[]]>([
  ["CN", ["alipay 2000 usd", "wechat_pay 2000 usd", "card 2000 usd"]],
  ["BR", ["pix 10800 brl", "card 2000 usd", "link 2000 usd"]],
  ["MX", ["card 2000 usd", "oxxo 37200 mxn", "link 2000 usd"]],
  ["US", ["card 2000 usd", "link 2000 usd", "cashapp 2000 usd"]],
])("an operator in the US offers a buyer in %s %j first", (buyerCountry, expected) => {
  expect(first({ operatorCountry: "US", buyerCountry })).toEqual(expected);
});

test("with Adaptive Pricing, an American operator sells in dollars what Stripe prices in the buyer's currency", () => {
  const american = { operatorCountry: "US", adaptivePricing: true };
  expect(first({ ...american, buyerCountry: "BR" }, 1)).toEqual(["pix 2000 usd by Stripe"]);
  expect(first({ ...american, buyerCountry: "IN" }, 1)).toEqual(["upi 2000 usd by Stripe"]);
  // Dollars that the method itself takes need no price of Stripe's; Bizum is not unlocked, and OXXO has its own currency.
  expect(first({ ...american, buyerCountry: "CN" }, 1)).toEqual(["alipay 2000 usd"]);
  expect(first({ ...american, buyerCountry: "ES" }, 1)).toEqual(["bizum 1740 eur"]);
});

test("Adaptive Pricing needs an order in a currency that the account settles in", () => {
  const french = { buyerCountry: "BR", adaptivePricing: true, rates: { eur: "0.87" } };
  expect(first(french, 1)).toEqual(["pix 1740 eur by Stripe"]);
  expect(first({ ...french, settlementCurrencies: ["eur", "usd"] }, 1)).toEqual(["pix 2000 usd by Stripe"]);
  expect(reasonFor("pix", { ...french, rates: {} })).toMatchObject({ reason: "no_currency" });
  expect(reasonFor("pix", { ...french, adaptivePricing: false })).toMatchObject({ reason: "no_currency" });
});

test("Alipay from France is an order in renminbi, without their rate one in euros, and never one in dollars", () => {
  expect(first({ buyerCountry: "CN" }, 1)).toEqual(["alipay 14200 cny"]);
  expect(first({ buyerCountry: "CN", rates: { eur: "0.87" } }, 1)).toEqual(["alipay 1740 eur"]);
  expect(reasonFor("alipay", { rates: {} })).toMatchObject({ reason: "no_currency" });
});

test("each method that is withheld says why, with its bound", () => {
  const american = { operatorCountry: "US" };
  expect(reasonFor("pix", { ...american, amountCents: 300_001n })).toMatchObject({
    reason: "too_large",
    limit: { amountMinor: 300_000n, currency: "usd" },
  });
  expect(reasonFor("pix", { ...american, amountCents: 300_000n })).toBeUndefined();
  expect(reasonFor("oxxo", { ...american, amountCents: 50n })).toMatchObject({
    reason: "too_small",
    limit: { amountMinor: 1000n, currency: "mxn" },
  });
  expect(reasonFor("upi", { ...american, amountCents: 120_000n })).toMatchObject({ reason: "too_large", limit: { currency: "inr" } });
  expect(reasonFor("boleto", american)).toMatchObject({ reason: "not_for_operator_country" });
  expect(reasonFor("card", { turnedOff: ["card"] })).toMatchObject({ reason: "turned_off", isLikely: true });
  expect(reasonFor("pix", { operatorCountry: "BR" })).toMatchObject({ reason: "not_for_operator_country" });
  expect(reasonFor("pix", { operatorCountry: "BR", invitedTo: ["pix"] })).toBeUndefined();
});

const BOUNDS = PAYMENT_METHODS.flatMap(({ name, smallest, largest }) => [
  ...(smallest ? [{ name, limit: smallest, outside: smallest.amountMinor - 1n, reason: "too_small" }] : []),
  ...(largest ? [{ name, limit: largest, outside: largest.amountMinor + 1n, reason: "too_large" }] : []),
]);

test.each(BOUNDS.map((bound) => [`${bound.name} ${bound.reason}`, bound] as const))(
  "%s begins one minor unit beyond the bound",
  (_, bound) => {
    const operatorCountry = paymentMethod(bound.name).accounts?.[0] ?? "US";
    // One to one, so that cents are minor units of the bound.
    const rates = Object.fromEntries(["brl", "mxn", "eur", "inr", "cny"].map((code) => [code, "1"]));
    const at = (amountCents: bigint) => reasonFor(bound.name, { operatorCountry, rates, amountCents });
    expect(at(bound.limit.amountMinor)).toBeUndefined();
    expect(at(bound.outside)).toMatchObject({ reason: bound.reason, limit: bound.limit });
  },
);

const anyQuestion = fc.record({
  operatorCountry: fc.constantFrom("US", "FR", "GB", "BR", "MX", "IN", "HK", "JP", "CH", "DK", "PL", "MY", "SG", "XX"),
  buyerCountry: fc.constantFrom("CN", "BR", "IN", "ES", "FR", "MX", "SN", "PL", "NL", "PT", "US", null),
  amountCents: fc.oneof(fc.bigInt({ min: 0n, max: 1_000n }), fc.bigInt({ min: 1n, max: 200_000_000n })),
  rates: fc.subarray(Object.entries(RATES)).map((pairs) => Object.fromEntries(pairs)),
  adaptivePricing: fc.boolean(),
  turnedOff: fc.subarray([...METHOD_NAMES]),
  settlementCurrencies: fc.option(fc.subarray<CurrencyCode>(["usd", "eur", "gbp"]), { nil: undefined }),
}) as fc.Arbitrary<OfferQuestion>;

test("every method is either offered or withheld, likely ones first, and no offer is off, foreign or out of bounds", () => {
  fc.assert(
    fc.property(anyQuestion, (asked) => {
      const { offered: offers, withheld } = offersFor(asked);
      expect([...offers, ...withheld].map(({ name }) => name).sort()).toEqual([...METHOD_NAMES].sort());
      expect(offers.map(({ isLikely }) => isLikely)).toEqual(offers.map(({ isLikely }) => isLikely).sort((a, b) => Number(b) - Number(a)));
      for (const { name, charge, isPricedByStripe } of offers) {
        const { smallest, largest, accounts, currencies } = paymentMethod(name);
        expect(asked.turnedOff).not.toContain(name);
        expect(accounts === null || accounts.includes(asked.operatorCountry)).toBe(true);
        expect(isPricedByStripe || currencies(asked.operatorCountry).includes(charge.currency)).toBe(true);
        expect(isPricedByStripe && !asked.adaptivePricing).toBe(false);
        expect(charge.amountMinor >= (smallestChargeMinor(charge.currency) ?? 0n)).toBe(true);
        const inCurrency = (currency: CurrencyCode) =>
          currency === "usd" ? asked.amountCents : asked.rates[currency] && chargeMinor(asked.amountCents, currency, asked.rates[currency]);
        expect(charge.amountMinor).toBe(inCurrency(charge.currency));
        const [low, high] = [smallest, largest].map((limit) => limit && [inCurrency(limit.currency), limit.amountMinor]);
        if (low && typeof low[0] === "bigint") expect(low[0] >= (low[1] as bigint)).toBe(true);
        if (high && typeof high[0] === "bigint") expect(high[0] <= (high[1] as bigint)).toBe(true);
      }
    }),
  );
});

test("a sum between two that are offered is offered, in the same currency", () => {
  fc.assert(
    fc.property(anyQuestion, fc.bigInt({ min: 0n, max: 200_000_000n }), fc.bigInt({ min: 0n, max: 100n }), (asked, other, share) => {
      const between = asked.amountCents + ((other - asked.amountCents) * share) / 100n;
      const at = (amountCents: bigint) => new Map(offersFor({ ...asked, amountCents }).offered.map((offer) => [offer.name, offer]));
      const [one, two, middle] = [at(asked.amountCents), at(other), at(between)];
      for (const [name, { charge }] of one) if (two.has(name)) expect(middle.get(name)?.charge.currency).toBe(charge.currency);
    }),
  );
});
