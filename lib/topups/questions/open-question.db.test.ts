import "@/lib/topups/testing/stripe-stand-in";
import type Stripe from "stripe";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { clearQuestion } from "@/lib/ledger/freeze-wallet";
import { spend } from "@/lib/ledger/testing/payments";
import { expectBooksBalance, testLedger } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { database } from "@/lib/platform/prisma";
import {
  creditedPayment as credited,
  deliverAll,
  disputeAtStripe,
  expectSumAtStripe,
  newsOf,
  type Payment,
  paidAtStripe as paid,
  refundAtStripe,
} from "@/lib/topups/testing/payments-at-stripe";
import { control, eventsOf, ownStripe } from "@/lib/topups/testing/stripe-stand-in";
import { deliver, runJobs } from "@/lib/topups/testing/top-ups";

const TWENTY = nanoFromDollars("20");

const refund = refundAtStripe;
const dispute = disputeAtStripe;
const isQuestioned = async ({ buyer }: Payment) => (await readWallet(buyer.workspaceId))?.isQuestioned;
const clear = ({ buyer }: Payment) => clearQuestion({ userId: newId() }, buyer.workspaceId);
const statesOf = async (events: Stripe.Event[]) => {
  const rows = await database().stripeEvent.findMany({ where: { id: { in: events.map(({ id }) => id) } } });
  return events.map(({ id, type }) => [type, rows.find((row) => row.id === id)?.state]);
};

test.each<[string, (payment: Payment) => Promise<unknown>, string[], bigint | null]>([
  ["a dispute", (payment) => dispute(payment), ["charge.dispute.created", "charge.dispute.funds_withdrawn"], 0n],
  ["a report of fraud", ({ chargeId }) => control("POST", `charges/${chargeId}/warn`), ["radar.early_fraud_warning.created"], TWENTY],
])("%s stops new calls, moves the money that the bank has, and stays open for a person", async (_, happen, types, availableNano) => {
  const payment = await credited();
  await happen(payment);
  const news = (await newsOf(payment)).filter(({ type }) => types.includes(type));
  await deliverAll(news);
  expect(await statesOf(news)).toEqual(types.map((type) => [type, "open"]));
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ isQuestioned: true, isFrozen: false, availableNano });
  const { rows } = await postgres().query("SELECT * FROM stripe_event WHERE workspace_id = $1 AND froze", [payment.buyer.workspaceId]);
  expect(rows).toHaveLength(1);
  expect(rows[0].finding).toMatchObject({ topUpId: payment.topUpId });
  await expectBooksBalance(payment.buyer.workspaceId);
});

test("a refund takes its credit and stops nothing; one that leaves debt stays open for a person", async () => {
  const payment = await credited();
  await refund(payment, 500);
  await deliverAll(await newsOf(payment));
  expect(new Set((await statesOf(await newsOf(payment))).map(([, state]) => state))).toEqual(new Set(["done"]));
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ isQuestioned: false, availableNano: ((TWENTY as bigint) * 3n) / 4n });
  const spent = await credited();
  const ledger = await testLedger();
  await spend(ledger, spent.buyer.workspaceId, 1n);
  await ledger.close();
  await refund(spent);
  const news = (await newsOf(spent)).slice(0, 1);
  await deliverAll(news);
  expect(await statesOf(news)).toEqual([["refund.created", "open"]]);
  expect(await readWallet(spent.buyer.workspaceId)).toMatchObject({ isQuestioned: false, availableNano: 0n, debtNano: 1n });
  await expectBooksBalance(spent.buyer.workspaceId);
});

test("it comes before the payment's own event: the payment is credited first, and then taken back", async () => {
  const payment = await paid();
  await refund(payment);
  const news = await newsOf(payment);
  await deliverAll(news.toReversed());
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ isQuestioned: false, availableNano: 0n, debtNano: 0n });
  await deliverAll(await eventsOf(payment.sessionId));
  expect(await readWallet(payment.buyer.workspaceId)).toMatchObject({ availableNano: 0n });
  await expectSumAtStripe([payment]);
});

test("what an admin has settled is not stopped again by repeats, by late events, or by news of the same dispute", async () => {
  const payment = await credited();
  await dispute(payment);
  const [created, ...later] = (await newsOf(payment)) as [Stripe.Event, ...Stripe.Event[]];
  await deliverAll([created]);
  expect(await isQuestioned(payment)).toBe(true);
  await clear(payment);
  await deliverAll([created, ...later, { ...created, id: `evt_${newId()}`, type: "charge.dispute.updated" } as Stripe.Event]);
  expect(await isQuestioned(payment)).toBe(false);
});

test("five deliveries at once stop it once, and take its money once", async () => {
  const payment = await credited();
  await dispute(payment);
  const news = await newsOf(payment);
  const copies = news.flatMap((event) => Array.from({ length: 3 }, () => ({ ...event, id: `evt_${newId()}` }) as Stripe.Event));
  await Promise.all(copies.map((event) => deliver(event)));
  await Promise.all([runJobs(), runJobs()]);
  await runJobs();
  const froze = await database().stripeEvent.count({ where: { workspaceId: payment.buyer.workspaceId, froze: true } });
  expect([await isQuestioned(payment), froze]).toEqual([true, 1]);
  await expectSumAtStripe([payment]);
  await expectBooksBalance(payment.buyer.workspaceId);
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

test("a refund that failed gives its credit back, and is kept for a person", async () => {
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
