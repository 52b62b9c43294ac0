import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, paidBy, post } from "../test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const DAY_MS = 86_400_000;
const lines = async (source: string) => {
  const { data } = await stripe.balanceTransactions.list({ source });
  return data.map((line) => [line.type, line.reporting_category, line.amount]).reverse();
};
const typesAbout = async (id: string) => {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .filter((event) => (event.data.object as { id?: string }).id === id)
    .map((event) => event.type)
    .reverse();
};

test("a card is refunded at once: one line of the balance, and a number for the bank that comes later", async () => {
  const { intent, charge } = await paidBy(running, "card", 2000);
  const refund = await stripe.refunds.create({ payment_intent: intent, amount: 700, reason: "requested_by_customer" });
  expect(refund).toMatchObject({ status: "succeeded", destination_details: { type: "card", card: { reference_status: "pending" } } });
  expect(await lines(refund.id)).toEqual([["refund", "refund", -700]]);
  await post(running, `refunds/${refund.id}/refer`, {});
  const { destination_details: details } = await stripe.refunds.retrieve(refund.id);
  expect(details?.card).toMatchObject({ reference_status: "available", reference: expect.any(String) });
  expect(await lines(charge)).toEqual([["charge", "charge", 2000]]);
});

test("a refund that fails gives the sum back to the account and to the charge, also after it succeeded", async () => {
  const { intent, charge } = await paidBy(running, "card", 1000);
  const refund = await stripe.refunds.create({ payment_intent: intent });
  await post(running, `refunds/${refund.id}/fail`, { failureReason: "lost_or_stolen_card" });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed", failure_reason: "lost_or_stolen_card" });
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await lines(refund.id)).toEqual([
    ["refund", "refund", -1000],
    ["refund_failure", "refund_failure", 1000],
  ]);
  // Failing twice moves nothing, and the payment can be refunded again.
  expect(await post(running, `refunds/${refund.id}/fail`, {})).toMatchObject({ events: [] });
  expect((await stripe.refunds.create({ payment_intent: intent })).status).toBe("succeeded");
  expect(await typesAbout(refund.id)).toEqual(["refund.created", "refund.failed", "refund.updated"]);
});

test.each([
  ["alipay", 90],
  ["wechat_pay", 180],
])("%s answers later, and for %i days", async (method, days) => {
  const [early, late] = [await paidBy(running, method, 1000), await paidBy(running, method, 1000)];
  const refund = await stripe.refunds.create({ payment_intent: early.intent });
  expect(refund).toMatchObject({ status: "pending", pending_reason: "processing", destination_details: { type: method } });
  await post(running, `refunds/${refund.id}/succeed`, {});
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "succeeded" });
  await post(running, "clock", { advanceMs: days * DAY_MS - 60_000 });
  await stripe.refunds.create({ payment_intent: late.intent, amount: 100 });
  await post(running, "clock", { advanceMs: 120_000 });
  await expect(stripe.refunds.create({ payment_intent: late.intent })).rejects.toMatchObject({ code: "charge_not_refundable" });
});

test("a test decides what becomes of the next refund", async () => {
  const { intent, charge } = await paidBy(running, "card", 1000);
  await post(running, "refunds/next", { status: "pending", pendingReason: "insufficient_funds" });
  const waiting = await stripe.refunds.create({ payment_intent: intent, amount: 300 });
  expect(waiting).toMatchObject({ status: "pending", pending_reason: "insufficient_funds", balance_transaction: null });
  await post(running, `refunds/${waiting.id}/succeed`, {});
  expect(await lines(waiting.id)).toEqual([["refund", "refund", -300]]);
  await post(running, "refunds/next", { status: "failed", failureReason: "declined" });
  const failed = await stripe.refunds.create({ payment_intent: intent, amount: 300 });
  expect(failed).toMatchObject({ status: "failed", failure_reason: "declined" });
  expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(300);
  await post(running, `refunds/${waiting.id}/name`, { status: "on_a_boat" });
  expect((await stripe.refunds.retrieve(waiting.id)).status).toBe("on_a_boat");
});

test("a refund that waits for the payer's bank account can be cancelled, and no other one", async () => {
  const { intent, charge } = await paidBy(running, "card", 1000);
  await post(running, "refunds/next", { status: "requires_action" });
  const refund = await stripe.refunds.create({ payment_intent: intent, instructions_email: "ada@example.test" });
  expect(refund.next_action?.display_details?.email_sent.email_sent_to).toBe("ada@example.test");
  expect(await stripe.refunds.cancel(refund.id)).toMatchObject({ status: "canceled" });
  expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(0);
  const other = await stripe.refunds.create({ payment_intent: intent });
  await expect(stripe.refunds.cancel(other.id)).rejects.toMatchObject({ statusCode: 400 });
});

test("Stripe refuses sums and reasons that it does not know, and a payment that the bank took back", async () => {
  const { intent, charge } = await paidBy(running, "card", 1000);
  for (const amount of [0, -5, 10.5, 1001])
    await expect(stripe.refunds.create({ payment_intent: intent, amount })).rejects.toMatchObject({ param: "amount" });
  await expect(stripe.refunds.create({ payment_intent: intent, reason: "regret" })).rejects.toMatchObject({ param: "reason" });
  await expect(stripe.refunds.create({ payment_intent: intent, charge })).rejects.toMatchObject({ param: "charge" });
  await post(running, `charges/${charge}/dispute`, {});
  await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({ code: "charge_disputed" });
});

test("the balance is the sum of its lines", async () => {
  const { data } = await stripe.balanceTransactions.list({ limit: 100 });
  expect(data.every((line) => line.net === line.amount - line.fee)).toBe(true);
  const { available, pending } = await stripe.balance.retrieve();
  const sum = [...available, ...pending].reduce((all, side) => all + side.amount, 0);
  expect(sum).toBe(data.reduce((all, line) => all + line.net, 0));
});
