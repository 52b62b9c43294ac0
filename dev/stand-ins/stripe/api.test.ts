import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "./server";
import { clientOf, post, topUp } from "./test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const pay = (id: string, body: object = {}) => post(running, `sessions/${id}/pay`, body);

test("a session is made from its order, with a page to pay on and the methods that are allowed and enabled", async () => {
  const session = await stripe.checkout.sessions.create({
    ...topUp(1000),
    client_reference_id: "topup-1",
    metadata: { order: "1", note: "ä 中" },
    allowed_payment_method_types: ["card", "alipay"],
  });
  expect(session).toMatchObject({
    object: "checkout.session",
    status: "open",
    payment_status: "unpaid",
    amount_total: 1000,
    amount_subtotal: 1000,
    currency: "usd",
    client_reference_id: "topup-1",
    metadata: { order: "1", note: "ä 中" },
    payment_method_types: ["card", "alipay"],
    livemode: false,
    payment_intent: null,
  });
  expect(session.url).toBe(`${running.url}/pay/${session.id}`);
  expect(session.lastResponse.apiVersion).toBe("2026-10-28.endive");
  const items = await stripe.checkout.sessions.listLineItems(session.id);
  expect(items.data).toMatchObject([{ description: "Top-up", quantity: 1, amount_total: 1000 }]);
});

test("a paid session leads to its intent, its charge and a receipt that can be read", async () => {
  const { id } = await stripe.checkout.sessions.create({ ...topUp(2500), payment_intent_data: { metadata: { order: "7" } } });
  await pay(id, { method: "alipay" });
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent.latest_charge", "line_items"] });
  expect(session).toMatchObject({ status: "complete", payment_status: "paid", url: null, line_items: { data: [{ amount_total: 2500 }] } });
  const intent = session.payment_intent as Stripe.PaymentIntent;
  expect(intent).toMatchObject({ status: "succeeded", amount_received: 2500, metadata: { order: "7" } });
  const charge = intent.latest_charge as Stripe.Charge;
  expect(charge).toMatchObject({ paid: true, amount: 2500, payment_method_details: { type: "alipay" } });
  expect(await (await fetch(String(charge.receipt_url))).text()).toContain("$25.00");
  expect((await stripe.paymentIntents.retrieve(intent.id)).latest_charge).toBe(charge.id);
});

test("the same idempotency key gives the same session; with other parameters it is refused; after a day the key is forgotten", async () => {
  const options = { idempotencyKey: "topup:1" };
  const [one, other] = [
    await stripe.checkout.sessions.create(topUp(700), options),
    await stripe.checkout.sessions.create(topUp(700), options),
  ];
  expect(other.id).toBe(one.id);
  await expect(stripe.checkout.sessions.create(topUp(701), options)).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  await post(running, "clock", { advanceMs: 24 * 3600 * 1000 });
  expect((await stripe.checkout.sessions.create(topUp(700), options)).id).not.toBe(one.id);
});

test("a 500 after the work is stored under its key, while a lost answer is sent again", async () => {
  const path = "/v1/checkout/sessions";
  await post(running, "faults", { name: "error-after", path });
  const key = { idempotencyKey: "kept" };
  await expect(stripe.checkout.sessions.create(topUp(800), key)).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  await expect(stripe.checkout.sessions.create(topUp(800), key)).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  await post(running, "faults", { name: "reset-after", path });
  const retrying = clientOf(running, { maxNetworkRetries: 2 });
  const before = running.standIn.store.sessions.size;
  await retrying.checkout.sessions.create(topUp(800), { idempotencyKey: "lost" });
  expect(running.standIn.store.sessions.size).toBe(before + 1);
});

test("a call with a key in use gets a conflict, and finds the answer when it retries", async () => {
  await post(running, "faults", { name: "slow", ms: 200 });
  const key = { idempotencyKey: "at-once" };
  const retrying = clientOf(running, { maxNetworkRetries: 2 });
  const [one, other] = await Promise.all([1, 2].map(() => retrying.checkout.sessions.create(topUp(850), key)));
  expect(other?.id).toBe(one?.id);
});

test("faults before the work leave nothing behind", async () => {
  const before = running.standIn.store.sessions.size;
  for (const name of ["error-before", "reset-before", "conflict", "rate-limit"]) {
    // The client itself retries when a connection breaks.
    await post(running, "faults", { name, times: name === "reset-before" ? 2 : 1 });
    await expect(stripe.checkout.sessions.create(topUp(900), { idempotencyKey: `before-${name}` })).rejects.toThrow();
  }
  expect(running.standIn.store.sessions.size).toBe(before);
});

test("the refusals of Stripe: unknown parameters, sums too small, live keys, unknown ids", async () => {
  const old = { ...topUp(1000), payment_method_types: ["card"] } as Stripe.Checkout.SessionCreateParams;
  await expect(stripe.checkout.sessions.create(old)).rejects.toMatchObject({ code: "parameter_unknown", param: "payment_method_types" });
  await expect(stripe.checkout.sessions.create(topUp(49))).rejects.toMatchObject({ code: "amount_too_small" });
  await expect(stripe.checkout.sessions.retrieve("cs_test_none")).rejects.toMatchObject({ code: "resource_missing", statusCode: 404 });
  const live = clientOf(running, { key: "sk_live_1" });
  await expect(live.checkout.sessions.create(topUp(1000))).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
});

test("a session ends when it is expired by hand or by time, and a complete one cannot be expired", async () => {
  const [byHand, byTime, paid] = await Promise.all([1, 2, 3].map(() => stripe.checkout.sessions.create(topUp(1000))));
  expect(await stripe.checkout.sessions.expire(byHand?.id ?? "")).toMatchObject({ status: "expired", url: null });
  await pay(paid?.id ?? "");
  await expect(stripe.checkout.sessions.expire(paid?.id ?? "")).rejects.toMatchObject({ statusCode: 400 });
  await post(running, "clock", { advanceMs: 25 * 3600 * 1000 });
  expect((await stripe.checkout.sessions.retrieve(byTime?.id ?? "")).status).toBe("expired");
});

test("cards are refunded at once, Alipay answers later, and no refund exceeds its charge", async () => {
  const intents = await Promise.all(
    ["card", "alipay"].map(async (method) => {
      const { id } = await stripe.checkout.sessions.create(topUp(1000));
      await pay(id, { method });
      return String((await stripe.checkout.sessions.retrieve(id)).payment_intent);
    }),
  );
  const [card = "", alipay = ""] = intents;
  const part = await stripe.refunds.create({ payment_intent: card, amount: 400, metadata: { refund: "r1" } });
  expect(part).toMatchObject({ status: "succeeded", amount: 400, metadata: { refund: "r1" } });
  await expect(stripe.refunds.create({ payment_intent: card, amount: 601 })).rejects.toMatchObject({ param: "amount" });
  await stripe.refunds.create({ payment_intent: card });
  await expect(stripe.refunds.create({ payment_intent: card })).rejects.toMatchObject({ code: "charge_already_refunded" });
  const later = await stripe.refunds.create({ payment_intent: alipay });
  expect(later.status).toBe("pending");
  await post(running, `refunds/${later.id}/fail`, {});
  expect(await stripe.refunds.retrieve(later.id)).toMatchObject({ status: "failed", failure_reason: expect.any(String) });
  expect((await stripe.refunds.list({ payment_intent: card })).data.map((each) => each.amount)).toEqual([600, 400]);
});

test("a saved card is charged off session, declines, or asks for authentication", async () => {
  const customer = await stripe.customers.create({ email: "a@b.test" });
  const charge = (payment_method: string) =>
    stripe.paymentIntents.create({
      amount: 2000,
      currency: "usd",
      customer: customer.id,
      payment_method,
      off_session: true,
      confirm: true,
    });
  expect((await charge("pm_card_visa")).status).toBe("succeeded");
  await expect(charge("pm_card_chargeDeclined")).rejects.toMatchObject({ type: "StripeCardError", code: "card_declined" });
  await expect(charge("pm_card_authenticationRequired")).rejects.toMatchObject({ code: "authentication_required" });
});

test("events are listed newest first, by type, and page by page", async () => {
  for (const _ of [1, 2, 3]) await pay((await stripe.checkout.sessions.create(topUp(1000))).id);
  const types = ["checkout.session.completed"];
  const all: string[] = [];
  for await (const event of stripe.events.list({ types, limit: 2 })) all.push(event.id);
  expect(all.length).toBeGreaterThanOrEqual(3);
  expect(new Set(all).size).toBe(all.length);
  expect((await stripe.events.list({ types, limit: 1 })).data[0]).toMatchObject({
    id: all[0],
    api_version: "2026-10-28.endive",
    livemode: false,
  });
});
