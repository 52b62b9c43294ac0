import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, post, topUp } from "../test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const typesOf = (told: { events: { type: string }[] }) => told.events.map((event) => event.type);

async function saved(method = "card", currency = "usd") {
  const session = await stripe.checkout.sessions.create({
    ...topUp(2000, currency),
    allowed_payment_method_types: [method],
    customer_creation: "always",
    customer_email: "ada@example.test",
    payment_intent_data: { setup_future_usage: "off_session" },
  });
  const told = await post(running, `sessions/${session.id}/pay`, {});
  const { customer } = await stripe.checkout.sessions.retrieve(session.id);
  const { data } = await stripe.paymentMethods.list({ customer: String(customer) });
  return { customer: String(customer), paymentMethod: data[0]?.id ?? "", types: typesOf(told) };
}

const charge = (customer: string, payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ amount: 2000, currency: "usd", customer, payment_method, off_session: true, confirm: true, ...more });
const behave = (id: string, outcome: string) => post(running, `payment_methods/${id}/behave`, { outcome });

test("a session that saves its card makes a customer to whom the card belongs", async () => {
  const { customer, paymentMethod, types } = await saved();
  expect(types.slice(0, 2)).toEqual(["customer.created", "payment_method.attached"]);
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ email: "ada@example.test" });
  expect(await stripe.paymentMethods.retrieve(paymentMethod)).toMatchObject({
    customer,
    type: "card",
    card: { last4: "4242", brand: "visa" },
  });
  expect((await stripe.customers.listPaymentMethods(customer, { type: "sepa_debit" })).data).toEqual([]);
});

test("a session that does not save leaves no customer and no card", async () => {
  const { id } = await stripe.checkout.sessions.create(topUp(1000));
  await post(running, `sessions/${id}/pay`, {});
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  expect(session.customer).toBeNull();
  const used = String((session.payment_intent as Stripe.PaymentIntent).payment_method);
  const { customer } = await saved();
  await expect(charge(customer, used)).rejects.toThrow("may not be used again");
});

test("a saved card is charged without its owner, as an unscheduled use", async () => {
  const { customer, paymentMethod } = await saved();
  const unscheduled = { payment_method_options: { card: { stored_credential_usage: "unscheduled" } } } as const;
  const intent = await charge(customer, paymentMethod, { ...unscheduled, metadata: { attempt: "7" } });
  expect(intent).toMatchObject({
    status: "succeeded",
    customer,
    metadata: { attempt: "7" },
    payment_method_options: unscheduled.payment_method_options,
  });
  expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({
    paid: true,
    payment_method_details: { card: { last4: "4242" } },
  });
  const wrong = { payment_method_options: { card: { stored_credential_usage: "whenever" } } };
  await expect(charge(customer, paymentMethod, wrong as never)).rejects.toMatchObject({ code: "parameter_invalid_enum" });
});

test.each([
  ["decline", "card_declined", "generic_decline"],
  ["insufficient_funds", "card_declined", "insufficient_funds"],
  ["lost_card", "card_declined", "lost_card"],
  ["expired_card", "expired_card", "expired_card"],
  ["authentication", "authentication_required", "authentication_required"],
])("a card that a bank refuses (%s): the error names it, and the intent waits for another try", async (outcome, code, decline_code) => {
  const { customer, paymentMethod } = await saved();
  await behave(paymentMethod, outcome);
  const error = await charge(customer, paymentMethod).catch((each) => each as Stripe.errors.StripeCardError);
  expect(error).toMatchObject({ type: "StripeCardError", statusCode: 402, code, decline_code, payment_method: { id: paymentMethod } });
  const { id } = (error as Stripe.errors.StripeCardError).payment_intent as Stripe.PaymentIntent;
  expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { code, decline_code },
  });
  const { data } = await stripe.events.list({ types: ["charge.failed", "payment_intent.payment_failed"], limit: 2 });
  expect(data.map((event) => event.type)).toEqual(["payment_intent.payment_failed", "charge.failed"]);
  await behave(paymentMethod, "succeed");
  expect((await stripe.paymentIntents.confirm(id)).status).toBe("succeeded");
});

test("a refused charge is stored under its key: the same key gives the same refusal, and charges nothing", async () => {
  const { customer, paymentMethod } = await saved();
  await behave(paymentMethod, "decline");
  const once = () =>
    stripe.paymentIntents.create(
      { amount: 2000, currency: "usd", customer, payment_method: paymentMethod, off_session: true, confirm: true },
      { idempotencyKey: `autotopup:${customer}` },
    );
  await expect(once()).rejects.toMatchObject({ code: "card_declined" });
  await behave(paymentMethod, "succeed");
  await expect(once()).rejects.toMatchObject({ code: "card_declined" });
  expect((await stripe.paymentIntents.list({ customer })).data.filter((each) => each.status === "succeeded")).toHaveLength(1);
});

test("a card belongs to its customer alone, and is of no use once it is detached", async () => {
  const [one, other] = [await saved(), await saved()];
  await expect(charge(other.customer, one.paymentMethod)).rejects.toMatchObject({ code: "payment_method_unexpected_state" });
  expect(await stripe.paymentMethods.detach(one.paymentMethod)).toMatchObject({ customer: null });
  await expect(charge(one.customer, one.paymentMethod)).rejects.toThrow("may not be used again");
  expect((await stripe.paymentMethods.list({ customer: one.customer })).data).toEqual([]);
  expect(typesOf(await post(running, `payment_methods/${other.paymentMethod}/detach`, {}))).toEqual(["payment_method.detached"]);
});

test("a bank sends a new card: its numbers change, and its id stays", async () => {
  const { customer, paymentMethod } = await saved();
  const told = await post(running, `payment_methods/${paymentMethod}/update`, { last4: "1881", exp_month: 1, exp_year: 2034 });
  expect(typesOf(told)).toEqual(["payment_method.automatically_updated"]);
  expect(await stripe.paymentMethods.retrieve(paymentMethod)).toMatchObject({ customer, card: { last4: "1881", exp_year: 2034 } });
});

test("a saved debit is processing for days, without a session, and then succeeds or fails", async () => {
  const { customer, paymentMethod } = await saved("sepa_debit", "eur");
  await expect(charge(customer, paymentMethod)).rejects.toMatchObject({ code: "payment_method_currency_mismatch" });
  const [good, bad] = [
    await charge(customer, paymentMethod, { currency: "eur" }),
    await charge(customer, paymentMethod, { currency: "eur" }),
  ];
  expect(good.status).toBe("processing");
  expect(typesOf(await post(running, `intents/${good.id}/succeed`, {}))).toEqual(["payment_intent.succeeded", "charge.succeeded"]);
  expect(typesOf(await post(running, `intents/${bad.id}/fail`, {}))).toEqual(["charge.failed", "payment_intent.payment_failed"]);
  expect(await stripe.paymentIntents.retrieve(bad.id)).toMatchObject({ status: "requires_payment_method" });
});

test("what Stripe refuses: sums too small, no confirmation, unknown customers and methods, a paid intent", async () => {
  const { customer, paymentMethod } = await saved();
  await expect(charge(customer, paymentMethod, { amount: 49 })).rejects.toMatchObject({ code: "amount_too_small", param: "amount" });
  await expect(charge(customer, paymentMethod, { confirm: false })).rejects.toMatchObject({ param: "off_session" });
  await expect(charge("cus_none", paymentMethod)).rejects.toMatchObject({ code: "resource_missing" });
  await expect(charge(customer, "pm_none")).rejects.toMatchObject({ code: "resource_missing" });
  const paid = await charge(customer, paymentMethod);
  await expect(stripe.paymentIntents.cancel(paid.id)).rejects.toMatchObject({ code: "payment_intent_unexpected_state" });
  const waiting = await stripe.paymentIntents.create({ amount: 2000, currency: "usd", customer });
  expect((await stripe.paymentIntents.cancel(waiting.id)).status).toBe("canceled");
});

test("a customer's name and tax data can be changed, and a session may name the customer", async () => {
  const { id } = await stripe.customers.create({ email: "b@example.test" });
  expect(await stripe.customers.update(id, { name: "Ada SARL", metadata: { workspace: "1" } })).toMatchObject({ name: "Ada SARL" });
  expect((await stripe.customers.list({ email: "b@example.test" })).data).toHaveLength(1);
  expect((await stripe.checkout.sessions.create({ ...topUp(1000), customer: id })).customer).toBe(id);
  await expect(stripe.checkout.sessions.create({ ...topUp(1000), customer: "cus_none" })).rejects.toMatchObject({
    code: "resource_missing",
  });
});
