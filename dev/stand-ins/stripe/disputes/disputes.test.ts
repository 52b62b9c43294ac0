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

type Told = { object: { id: string }; events: { type: string }[] };
const typesOf = ({ events }: Told) => events.map((event) => event.type.replace("charge.dispute.", ""));
async function disputed(charge: string, body: object = {}) {
  const told: Told = await post(running, `charges/${charge}/dispute`, body);
  const { data } = await stripe.disputes.list({ charge, limit: 1 });
  return { types: typesOf(told), id: data[0]?.id ?? "" };
}
const move = async (id: string, status: string) => typesOf(await post(running, `disputes/${id}/${status}`, {}));
const moved = async (id: string) => (await stripe.disputes.retrieve(id)).balance_transactions.map((line) => line.amount);

test("a dispute takes its sum and a fee, evidence is sent once, and winning gives the sum back", async () => {
  const { charge } = await paidBy(running, "card", 2000);
  const { id, types } = await disputed(charge);
  expect(types).toEqual(["created", "funds_withdrawn"]);
  const opened = await stripe.disputes.retrieve(id);
  expect(opened).toMatchObject({ status: "needs_response", amount: 2000, is_charge_refundable: false, reason: "fraudulent" });
  expect(opened.payment_method_details?.card?.case_type).toBe("chargeback");
  expect(opened.balance_transactions).toMatchObject([{ amount: -2000, fee: 1500, net: -3500, reporting_category: "dispute" }]);
  await stripe.disputes.update(id, { evidence: { product_description: "Balance" }, submit: false });
  expect((await stripe.disputes.retrieve(id)).status).toBe("needs_response");
  expect(await stripe.disputes.update(id, { submit: true })).toMatchObject({
    status: "under_review",
    evidence: { product_description: "Balance" },
    evidence_details: { submission_count: 1, has_evidence: true },
  });
  await expect(stripe.disputes.update(id, { evidence: { receipt: "again" } })).rejects.toMatchObject({ statusCode: 400 });
  expect(await move(id, "won")).toEqual(["closed", "funds_reinstated"]);
  expect(await moved(id)).toEqual([-2000, 2000]);
  await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
});

test("an inquiry moves no money, until it becomes a dispute; a full refund ends it", async () => {
  const [first, second] = [await paidBy(running, "card", 1000), await paidBy(running, "card", 1000)];
  const asked = await disputed(first.charge, { status: "warning_needs_response" });
  expect(asked.types).toEqual(["created"]);
  expect(await stripe.disputes.retrieve(asked.id)).toMatchObject({ is_charge_refundable: true, balance_transactions: [] });
  expect(await move(asked.id, "needs_response")).toEqual(["updated", "funds_withdrawn"]);
  const other = await disputed(second.charge, { status: "warning_needs_response" });
  await stripe.refunds.create({ payment_intent: second.intent, amount: 400 });
  expect((await stripe.disputes.retrieve(other.id)).status).toBe("warning_needs_response");
  await stripe.refunds.create({ payment_intent: second.intent });
  expect((await stripe.disputes.retrieve(other.id)).status).toBe("warning_closed");
  expect(await moved(other.id)).toEqual([]);
});

test("a prevented dispute moves no money, and a part of a payment may be disputed", async () => {
  const { charge } = await paidBy(running, "card", 2000);
  const { id, types } = await disputed(charge, { status: "prevented" });
  expect([types, await moved(id)]).toEqual([["created", "closed"], []]);
  const part = await disputed(charge, { amount: 600, reason: "product_not_received" });
  expect(await stripe.disputes.retrieve(part.id)).toMatchObject({ amount: 600, reason: "product_not_received" });
  expect(await moved(part.id)).toEqual([-600]);
  expect(await post(running, `charges/${charge}/dispute`, { amount: 2001 })).toMatchObject({ error: { param: "amount" } });
});

test("a lost dispute can be appealed: its sum stays away until the appeal is won", async () => {
  const { charge } = await paidBy(running, "card", 1500);
  const { id } = await disputed(charge);
  expect(await stripe.disputes.close(id)).toMatchObject({ status: "lost" });
  expect(await move(id, "appeal_needs_response")).toEqual(["updated"]);
  expect(await move(id, "appeal_under_review")).toEqual(["updated"]);
  expect(await moved(id)).toEqual([-1500]);
  expect(await move(id, "won")).toEqual(["closed", "funds_reinstated"]);
  // The bank of the card may still decide otherwise.
  expect(await move(id, "lost")).toEqual(["closed", "funds_withdrawn"]);
  expect(await moved(id)).toEqual([-1500, 1500, -1500]);
});

test("a state that Stripe does not have yet can be told, and moves no money", async () => {
  const { charge } = await paidBy(running, "card", 1000);
  const { id } = await disputed(charge);
  expect(await post(running, `disputes/${id}/in_space`, {})).toMatchObject({ error: { param: "status" } });
  expect(typesOf(await post(running, `disputes/${id}/name`, { status: "in_space" }))).toEqual(["updated"]);
  expect((await stripe.disputes.retrieve(id)).status).toBe("in_space");
  expect(await moved(id)).toEqual([-1000]);
  const told = await post(running, "events", { type: "charge.dispute.teleported", object: { id, object: "dispute" } });
  expect(typesOf(told)).toEqual(["teleported"]);
});

test("Alipay and WeChat Pay have no disputes", async () => {
  for (const method of ["alipay", "wechat_pay"]) {
    const { charge } = await paidBy(running, method, 1000);
    expect(await post(running, `charges/${charge}/dispute`, {})).toMatchObject({ error: { param: "charge" } });
  }
});

test("a report of fraud can be acted on until the payment is disputed or given back whole", async () => {
  const [refunded, taken] = [await paidBy(running, "card", 1000), await paidBy(running, "card", 1000)];
  for (const { charge } of [refunded, taken]) await post(running, `charges/${charge}/warn`, { fraudType: "misc" });
  const warningOf = async (charge: string) => (await stripe.radar.earlyFraudWarnings.list({ charge })).data[0];
  expect(await warningOf(refunded.charge)).toMatchObject({ actionable: true, fraud_type: "misc", payment_intent: refunded.intent });
  await stripe.refunds.create({ payment_intent: refunded.intent });
  await disputed(taken.charge);
  for (const { charge } of [refunded, taken]) expect(await warningOf(charge)).toMatchObject({ actionable: false });
  const { data } = await stripe.events.list({ type: "radar.early_fraud_warning.updated" });
  expect(data).toHaveLength(2);
});
