import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, post, topUp } from "../test-client";
import { KNOWN_METHODS, METHOD_LABELS } from "./known-methods";
import { IMPLEMENTED_METHODS } from "./method-rules";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());
beforeEach(() =>
  post(running, "account", { country: "US", enabledMethods: IMPLEMENTED_METHODS, invitedTo: [], isAdaptiveByDefault: false }),
);

type Wanted = Partial<Stripe.Checkout.SessionCreateParams>;
const open = (amount: number, currency: string, wanted: Wanted = {}) =>
  stripe.checkout.sessions.create({ ...topUp(amount, currency), ...wanted });
const only = (method: string, amount: number, currency: string, wanted: Wanted = {}) =>
  open(amount, currency, { allowed_payment_method_types: [method], ...wanted });

test("a method in a currency that it does not take for this account vanishes without an error", async () => {
  await post(running, "account", { country: "FR" });
  const allowed_payment_method_types = ["card", "alipay", "bizum"];
  expect((await open(2000, "usd", { allowed_payment_method_types })).payment_method_types).toEqual(["card"]);
  expect((await open(2000, "eur", { allowed_payment_method_types })).payment_method_types).toEqual(["card", "alipay", "bizum"]);
  expect((await open(2000, "cny", { allowed_payment_method_types })).payment_method_types).toEqual(["card", "alipay"]);
});

test("when no method is left, Stripe refuses the session", async () => {
  await post(running, "account", { country: "FR" });
  const none = { type: "StripeInvalidRequestError", message: expect.stringContaining("No valid payment method types") };
  await expect(only("alipay", 2000, "usd")).rejects.toMatchObject(none);
  await expect(only("boleto", 2000, "brl")).rejects.toMatchObject(none);
  await expect(only("klarna", 2000, "eur")).rejects.toMatchObject(none);
  await post(running, "account", { enabledMethods: ["card"] });
  await expect(only("alipay", 2000, "eur")).rejects.toMatchObject(none);
});

test("a name that Stripe does not know is an error about its parameter", async () => {
  const wrong = open(2000, "usd", { allowed_payment_method_types: ["card", "payal"] });
  await expect(wrong).rejects.toMatchObject({ param: "allowed_payment_method_types[1]", code: "parameter_invalid_enum" });
  expect(KNOWN_METHODS).toEqual(expect.arrayContaining(IMPLEMENTED_METHODS));
  expect(Object.keys(METHOD_LABELS).sort()).toEqual([...IMPLEMENTED_METHODS].sort());
});

test("by invitation a method is open to an account of a country that has it not", async () => {
  await post(running, "account", { country: "BR" });
  await expect(only("pix", 2000, "brl")).rejects.toThrow("No valid");
  await post(running, "account", { invitedTo: ["pix"] });
  expect((await only("pix", 2000, "brl")).payment_method_types).toEqual(["pix"]);
});

test.each([
  [49, "usd", "amount_too_small"],
  [349, "cny", "amount_too_small"],
  [49, "jpy", "amount_too_small"],
  [100_000_000, "jpy", "amount_too_large"],
  [100_000_000, "usd", "amount_too_large"],
])("%i %s is %s", async (amount, currency, code) => {
  await expect(open(amount, currency)).rejects.toMatchObject({ code, param: "line_items" });
});

test.each([
  ["pix", 49, "brl", "amount_too_small"],
  ["pix", 1_700_000, "brl", "amount_too_large"],
  ["oxxo", 1_000_001, "mxn", "amount_too_large"],
  ["bizum", 500_001, "eur", "amount_too_large"],
  ["upi", 10_000_001, "inr", "amount_too_large"],
])("%s alone refuses %i %s: %s", async (method, amount, currency, code) => {
  await expect(only(method, amount, currency)).rejects.toMatchObject({ code });
});

test("beside another method, one whose bound the sum breaks is left out", async () => {
  const session = await open(500_001, "eur", { allowed_payment_method_types: ["card", "bizum"] });
  expect(session.payment_method_types).toEqual(["card"]);
});

test("yen have no decimals, dinars have three and end in a zero, and an unknown currency is an error", async () => {
  const page = await (await fetch(String((await only("card", 1500, "jpy")).url))).text();
  expect(page).toContain("¥1,500");
  expect((await only("card", 3070, "kwd")).amount_total).toBe(3070);
  await expect(only("card", 3071, "kwd")).rejects.toMatchObject({ param: "line_items" });
  await expect(only("card", 1000, "xxx")).rejects.toMatchObject({ param: "line_items[0][price_data][currency]" });
});

test.each([
  [{ pix: { expires_after_seconds: 59 } }, "payment_method_options[pix][expires_after_seconds]"],
  [{ pix: { expires_after_seconds: 1_209_601 } }, "payment_method_options[pix][expires_after_seconds]"],
  [{ oxxo: { expires_after_days: 8 } }, "payment_method_options[oxxo][expires_after_days]"],
  [{ oxxo: { expires_after_days: 0 } }, "payment_method_options[oxxo][expires_after_days]"],
  [{ boleto: { expires_after_days: 61 } }, "payment_method_options[boleto][expires_after_days]"],
  [{ alipay: { setup_future_usage: "off_session" } }, "payment_method_options[alipay][setup_future_usage]"],
  [{ beans: { setup_future_usage: "none" } }, "payment_method_options[beans]"],
])("options that Stripe refuses: %j", async (payment_method_options, param) => {
  await expect(open(2000, "usd", { payment_method_options } as Wanted)).rejects.toMatchObject({ param });
});

test("WeChat Pay needs its client, and a page is open between half an hour and a day", async () => {
  const client = "payment_method_options[wechat_pay][client]";
  await expect(only("wechat_pay", 2000, "usd")).rejects.toMatchObject({ param: client });
  const session = await only("wechat_pay", 2000, "usd", { payment_method_options: { wechat_pay: { client: "web" } } });
  expect(session.payment_method_options?.wechat_pay).toMatchObject({ client: "web" });
  const now = running.standIn.store.nowSeconds();
  for (const expires_at of [now + 29 * 60, now + 25 * 3600])
    await expect(open(2000, "usd", { expires_at })).rejects.toMatchObject({ param: "expires_at" });
});

test("a session that saves its method shows only those that can be charged again", async () => {
  const { payment_method_types } = await open(2000, "usd", { payment_intent_data: { setup_future_usage: "off_session" } });
  expect(payment_method_types).toEqual(["card", "link", "cashapp"]);
});

test("Adaptive Pricing adds local methods, is what the session says, and otherwise what the Dashboard says", async () => {
  const adaptive = { adaptive_pricing: { enabled: true } };
  const types = (await open(2000, "usd", adaptive)).payment_method_types;
  expect(types).toEqual(expect.arrayContaining(["pix", "upi", "ideal", "bancontact", "p24", "blik"]));
  expect(types).not.toContain("bizum");
  expect(types).not.toContain("oxxo");
  const said = async (wanted: Wanted) => (await open(2000, "usd", wanted)).adaptive_pricing;
  expect(await said({})).toEqual({ enabled: false });
  await post(running, "account", { isAdaptiveByDefault: true });
  expect(await said({})).toEqual({ enabled: true });
  expect(await said({ adaptive_pricing: { enabled: false } })).toEqual({ enabled: false });
  // An account that does not settle in dollars has none for a session in dollars.
  await post(running, "account", { country: "FR" });
  expect((await open(2000, "usd", adaptive)).payment_method_types).not.toContain("pix");
  expect((await open(2000, "eur", adaptive)).payment_method_types).toContain("pix");
});
