import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { clearQuestion } from "@/lib/ledger/freeze-wallet";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import { control, eventsOf, ownStripe, press } from "@/lib/topups/testing/stripe-stand-in";
import { type Buyer, deliver, newBuyer, runJobs, startedTopUp } from "@/lib/topups/testing/top-ups";

const TWENTY = nanoFromDollars("20");

type Payment = { buyer: Buyer; topUpId: string; sessionId: string; chargeId: string; intentId: string };

/** A payment at Stripe that the product does not know yet. */
async function paid(): Promise<Payment> {
  const buyer = await newBuyer();
  const { topUpId, sessionId, url } = await startedTopUp(buyer);
  await press("pay", url);
  const session = await ownStripe.checkout.sessions.retrieve(sessionId);
  const intentId = String(session.payment_intent);
  const { latest_charge } = await ownStripe.paymentIntents.retrieve(intentId);
  return { buyer, topUpId, sessionId, intentId, chargeId: String(latest_charge) };
}

async function credited(): Promise<Payment> {
  const payment = await paid();
  for (const event of await eventsOf(payment.sessionId)) await deliver(event);
  await runJobs();
  return payment;
}

/** Stripe's events about a payment since then, oldest first. */
async function newsOf({ chargeId }: Payment): Promise<Stripe.Event[]> {
  const all = await ownStripe.events.list({ limit: 100 });
  const isAbout = ({ type, data }: Stripe.Event) => {
    const object = data.object as { id?: string; charge?: string };
    return /^(charge\.(refunded|dispute)|refund|radar)/.test(type) && (object.charge === chargeId || object.id === chargeId);
  };
  return all.data.filter(isAbout).reverse();
}

async function deliverAll(events: Stripe.Event[]): Promise<void> {
  for (const event of events) await deliver(event);
  await runJobs();
}

const refund = ({ intentId }: Payment, amount?: number) =>
  ownStripe.refunds.create({ payment_intent: intentId, ...(amount && { amount }) });
const dispute = async ({ chargeId }: Payment, status = "needs_response") => {
  await control("POST", `charges/${chargeId}/dispute`, { status });
  const { data } = await ownStripe.events.list({ type: "charge.dispute.created", limit: 1 });
  return ((data[0] as Stripe.Event).data.object as Stripe.Dispute).id;
};
const isQuestioned = async ({ buyer }: Payment) => (await readWallet(buyer.workspaceId))?.isQuestioned;
const clear = ({ buyer }: Payment) => clearQuestion({ userId: newId() }, buyer.workspaceId);
const statesOf = async (events: Stripe.Event[]) => {
  const rows = await database().stripeEvent.findMany({ where: { id: { in: events.map(({ id }) => id) } } });
  return events.map(({ id, type }) => [type, rows.find((row) => row.id === id)?.state]);
};

test.each<[string, (payment: Payment) => Promise<unknown>, string[]]>([
  ["a refund", (payment) => refund(payment), ["refund.created", "charge.refunded"]],
  ["a part of it refunded", (payment) => refund(payment, 500), ["refund.created", "charge.refunded"]],
  ["a dispute", (payment) => dispute(payment), ["charge.dispute.created", "charge.dispute.funds_withdrawn"]],
  ["a report of fraud", ({ chargeId }) => control("POST", `charges/${chargeId}/warn`), ["radar.early_fraud_warning.created"]],
])("%s stops new calls, changes no money, and stays open for a person", async (_, happen, types) => {
  const payment = await credited();
  await happen(payment);
  const news = await newsOf(payment);
  await deliverAll(news);
  expect(await statesOf(news)).toEqual(types.map((type) => [type, "open"]));
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ isQuestioned: true, isFrozen: false, availableNano: TWENTY });
  const { rows } = await postgres().query("SELECT * FROM stripe_event WHERE workspace_id = $1 AND froze", [payment.buyer.workspaceId]);
  expect(rows).toHaveLength(1);
  expect(rows[0].finding).toMatchObject({ topUpId: payment.topUpId });
  await expectBooksBalance(payment.buyer.workspaceId);
});

test("it comes before the payment's own event: the payment is credited first, and then stopped", async () => {
  const payment = await paid();
  await refund(payment);
  const news = await newsOf(payment);
  await deliverAll(news.toReversed());
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ isQuestioned: true, availableNano: TWENTY });
  await deliverAll(await eventsOf(payment.sessionId));
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ availableNano: TWENTY });
});

test("what an admin has settled is not stopped again by repeats, by late events, or by news of the same refund", async () => {
  const payment = await credited();
  const { id } = await refund(payment, 500);
  const news = await newsOf(payment);
  const [created, refunded] = news as [Stripe.Event, Stripe.Event];
  await deliverAll([created]);
  expect(await isQuestioned(payment)).toBe(true);
  await clear(payment);
  await deliverAll([created, refunded, { ...created, id: `evt_${newId()}`, type: "refund.updated" } as Stripe.Event]);
  expect(await isQuestioned(payment)).toBe(false);
  // Another partial refund is another question.
  expect((await refund(payment, 500)).id).not.toBe(id);
  await deliverAll((await newsOf(payment)).slice(2));
  expect(await isQuestioned(payment)).toBe(true);
});

test("five deliveries at once stop it once", async () => {
  const payment = await credited();
  await refund(payment);
  const news = await newsOf(payment);
  const copies = news.flatMap((event) => Array.from({ length: 3 }, () => ({ ...event, id: `evt_${newId()}` }) as Stripe.Event));
  await Promise.all(copies.map((event) => deliver(event)));
  await Promise.all([runJobs(), runJobs(), runJobs()]);
  await runJobs();
  const froze = await database().stripeEvent.count({ where: { workspaceId: payment.buyer.workspaceId, froze: true } });
  expect([await isQuestioned(payment), froze]).toEqual([true, 1]);
});

test("an inquiry moves no money: it is kept for a person and stops nothing, until it becomes a dispute", async () => {
  const payment = await credited();
  const id = await dispute(payment, "warning_needs_response");
  await deliverAll(await newsOf(payment));
  expect(await isQuestioned(payment)).toBe(false);
  expect(await statesOf(await newsOf(payment))).toEqual([["charge.dispute.created", "open"]]);
  await control("POST", `disputes/${id}/needs_response`);
  await deliverAll((await newsOf(payment)).slice(1));
  expect(await isQuestioned(payment)).toBe(true);
});

test("a dispute that is won does not stop calls again, nor does one that is lost after it was settled", async () => {
  const payment = await credited();
  const id = await dispute(payment);
  await deliverAll(await newsOf(payment));
  await clear(payment);
  await control("POST", `disputes/${id}/won`);
  await deliverAll((await newsOf(payment)).slice(2));
  expect(await isQuestioned(payment)).toBe(false);
});

test("a refund that failed took nothing back: it is kept for a person", async () => {
  const payment = await credited();
  const { id } = await refund(payment);
  await control("POST", `refunds/${id}/fail`);
  const failed = (await newsOf(payment)).filter(({ type }) => type === "refund.failed");
  await deliverAll(failed);
  expect(await statesOf(failed)).toEqual([["refund.failed", "open"]]);
  expect(await isQuestioned(payment)).toBe(false);
});

test("payments of another product on the same account, and refunds of what was never credited, are left alone", async () => {
  const foreign = await ownStripe.paymentIntents.create({
    amount: 2_000,
    currency: "usd",
    customer: (await ownStripe.customers.create()).id,
    payment_method: "pm_card_visa",
    confirm: true,
    off_session: true,
    metadata: { topup_id: "order-7 of another shop" },
  });
  const elsewhere = { intentId: foreign.id, chargeId: String(foreign.latest_charge) } as Payment;
  await refund(elsewhere);
  await control("POST", `charges/${elsewhere.chargeId}/dispute`);
  const news = await newsOf(elsewhere);
  await deliverAll(news);
  expect(new Set((await statesOf(news)).map(([, state]) => state))).toEqual(new Set(["ignored"]));

  const parked = await paid();
  await postgres().query("UPDATE topup SET state = 'review', review_reason = 'test' WHERE id = $1", [parked.topUpId]);
  await refund(parked);
  const refunds = await newsOf(parked);
  await deliverAll(refunds);
  expect(new Set((await statesOf(refunds)).map(([, state]) => state))).toEqual(new Set(["ignored"]));
  // A dispute of this payment still has to be answered.
  await dispute(parked);
  const disputes = (await newsOf(parked)).filter(({ type }) => type.includes("dispute"));
  await deliverAll(disputes);
  expect(await isQuestioned(parked)).toBe(false);
  expect((await statesOf(disputes)).map(([, state]) => state)).toEqual(["open", "open"]);
});
