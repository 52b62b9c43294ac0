import { beforeAll, expect, test } from "vitest";
import { CURRENCY_CODES, type CurrencyCode, smallestChargeMinor } from "@/lib/basics/currencies";
import type { MethodName, PaymentMethod } from "@/lib/topups/methods/method";
import { acceptsAccount, PAYMENT_METHODS, paymentMethod } from "@/lib/topups/methods/payment-methods";
import { control, ownStripe } from "@/lib/topups/testing/stripe-stand-in";

const COUNTRIES =
  "AE AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IN IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI SK TH US".split(
    " ",
  );
const AMOUNT = 100_000;
const DAY_MS = 86_400_000;

type Options = { method?: string; isAdaptive?: boolean; isSaved?: boolean };

function open(amount: number, currency: string, { method, isAdaptive = false, isSaved = false }: Options = {}) {
  return ownStripe.checkout.sessions.create({
    mode: "payment",
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: amount, product_data: { name: "Balance" } } }],
    success_url: "http://relais.test/return",
    ...(method && { allowed_payment_method_types: [method] }),
    adaptive_pricing: { enabled: isAdaptive },
    payment_method_options: { wechat_pay: { client: "web" } },
    ...(isSaved && { payment_intent_data: { setup_future_usage: "off_session" } }),
  });
}

const be = (country: string) => control("POST", "account", { country });
const offeredIn = async (currency: string, options: Options = {}) => (await open(AMOUNT, currency, options)).payment_method_types.sort();
const ofTable = (isOffered: (method: PaymentMethod) => boolean) =>
  PAYMENT_METHODS.filter(isOffered)
    .map(({ name }) => name)
    .sort();
const accountOf = ({ accounts }: PaymentMethod) => accounts?.[0] ?? "US";

beforeAll(() => be("US"));

/** Every currency that some method takes for itself, and one that only those take which take many. */
const CURRENCIES = [...new Set(PAYMENT_METHODS.flatMap((method) => COUNTRIES.map((country) => method.currencies(country))))]
  .filter((currencies) => currencies.length < CURRENCY_CODES.length)
  .flat();
const ASKED = [...new Set<CurrencyCode>([...CURRENCIES, "zar"])];

test.each(COUNTRIES)("an account in %s: the stand-in offers in each currency what the table says", async (country) => {
  await be(country);
  const expected = ASKED.map((currency) => [
    currency,
    ofTable((method) => acceptsAccount(method, country) && method.currencies(country).includes(currency)),
  ]);
  expect(await Promise.all(ASKED.map(async (currency) => [currency, await offeredIn(currency)]))).toEqual(expected);
});

test.each([
  ["US", "usd"],
  ["FR", "eur"],
  ["DE", "eur"],
])("Adaptive Pricing unlocks for an account in %s, in %s, what the table says", async (country, currency) => {
  await be(country);
  const isOffered = (method: PaymentMethod) =>
    acceptsAccount(method, country) && (method.isUnlockedByAdaptivePricing || method.currencies(country).includes(currency as "usd"));
  expect(await offeredIn(currency, { isAdaptive: true })).toEqual(ofTable(isOffered));
});

const bounded = PAYMENT_METHODS.flatMap((method) => [
  ...(method.smallest ? [{ method, limit: method.smallest, step: -1, code: "amount_too_small" }] : []),
  ...(method.largest ? [{ method, limit: method.largest, step: 1, code: "amount_too_large" }] : []),
]);

test.each(bounded.map((bound) => [bound.method.name, bound.code, bound] as const))(
  "%s: %s begins where the table says",
  async (name, code, bound) => {
    const country = accountOf(bound.method);
    await be(country);
    // A bound in dollars of a method that does not take them is met by an order in dollars that Stripe prices.
    const isAdaptive = !bound.method.currencies(country).includes(bound.limit.currency);
    if (isAdaptive) await be("US");
    const at = (amount: bigint) => open(Number(amount), bound.limit.currency, { method: name, isAdaptive });
    expect((await at(bound.limit.amountMinor)).payment_method_types).toEqual([name]);
    await expect(at(bound.limit.amountMinor + BigInt(bound.step))).rejects.toMatchObject({ code });
  },
);

test("the smallest charge of each currency is the stand-in's", async () => {
  await be("US");
  for (const currency of CURRENCY_CODES) {
    const smallest = smallestChargeMinor(currency);
    if (smallest === null) continue;
    expect((await open(Number(smallest), currency, { method: "card" })).amount_total).toBe(Number(smallest));
    await expect(open(Number(smallest) - 1, currency, { method: "card" })).rejects.toMatchObject({ code: "amount_too_small" });
  }
});

test.each(PAYMENT_METHODS.map(({ name }) => name))("%s: its days, its refund, its dispute and its use without the buyer", async (name) => {
  const method = paymentMethod(name);
  const country = accountOf(method);
  await be(country);
  const currency = method.currencies(country)[0] ?? "usd";
  const session = await open(AMOUNT, currency, { method: name });
  await control("POST", `sessions/${session.id}/pay`, {});
  const paid = await ownStripe.checkout.sessions.retrieve(session.id);
  const isLate = method.answer.kind === "voucher" || method.answer.kind === "debit";
  expect(paid.payment_status).toBe(isLate ? "unpaid" : "paid");
  if (isLate) await control("POST", `sessions/${session.id}/succeed`, {});

  const payment_intent = String(paid.payment_intent);
  const refund = () => ownStripe.refunds.create({ payment_intent, amount: 100 });
  const days = method.refund?.days ?? 3_650;
  if (!method.refund) await expect(refund()).rejects.toMatchObject({ code: "charge_not_refundable" });
  else {
    await control("POST", "clock", { advanceMs: days * DAY_MS - 600_000 });
    expect((await refund()).amount).toBe(100);
    await control("POST", "clock", { advanceMs: 1_200_000 });
    if (method.refund.days !== null) await expect(refund()).rejects.toMatchObject({ code: "charge_not_refundable" });
  }

  const charge = String((await ownStripe.paymentIntents.retrieve(payment_intent)).latest_charge);
  const disputed = control("POST", `charges/${charge}/dispute`, {});
  if (method.dispute === "none") await expect(disputed).rejects.toThrow("cannot be disputed");
  else {
    await disputed;
    const [dispute] = (await ownStripe.disputes.list({ charge })).data;
    expect([dispute?.status, dispute?.evidence_details.due_by === 0]).toEqual(
      method.dispute === "final" ? ["lost", true] : ["needs_response", false],
    );
  }

  const isReusable = method.again === "yes" || method.again === "sepa_mandate";
  const saving = open(AMOUNT, currency, { method: name, isSaved: true });
  if (isReusable) expect((await saving).payment_method_types).toEqual([name]);
  else await expect(saving).rejects.toThrow("No valid payment method types");
});

test("what is open to an account by invitation is closed to it otherwise", async () => {
  const invited = PAYMENT_METHODS.flatMap(({ name, accountsByInvitation }) =>
    accountsByInvitation.map((country) => [name, country] as const),
  );
  const known = invited.filter(([, country]) => COUNTRIES.includes(country));
  for (const [name, country] of known as [MethodName, string][]) {
    await be(country);
    const currency = paymentMethod(name).currencies(country)[0] ?? "usd";
    await expect(open(AMOUNT, currency, { method: name })).rejects.toThrow("No valid payment method types");
  }
});
