import "@/lib/topups/testing/stripe-stand-in";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { paidTopUp } from "@/lib/ledger/testing/payments";
import { expectBooksBalance, grant, topUpOf } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { database } from "@/lib/platform/prisma";
import { asOwner } from "@/lib/testing/owner";
import { endByHand } from "@/lib/topups/refunds/end-by-hand";
import { listOpenRefunds, listRefundable, listRefundsOf } from "@/lib/topups/refunds/read-refunds";
import { readOwnerDays, setOwnerDays } from "@/lib/topups/refunds/refund-rule";
import { requestRefund, type WantedRefund } from "@/lib/topups/refunds/request-refund";
import { sendRefund } from "@/lib/topups/refunds/send-refund";
import {
  creditedPayment,
  deliverAll,
  disputeAtStripe,
  expectSumAtStripe,
  newsOf,
  type Payment,
} from "@/lib/topups/testing/payments-at-stripe";
import { control, ownStripe, whileStripeIsAway } from "@/lib/topups/testing/stripe-stand-in";

const ADMIN = { userId: newId(), ip: "192.0.2.7" };
const TWENTY = nanoFromDollars("20") as bigint;
const DAY_MS = 86_400_000;

const request = ({ buyer, topUpId }: Payment, changes: Partial<WantedRefund> = {}, days = 0) => {
  const whole = { chargeMinor: null, seenMinor: null, reason: null, bankAccount: null, origin: "admin" } as const;
  const clock = { now: () => new Date(Date.now() + days * DAY_MS) };
  return requestRefund(ADMIN, { workspaceId: buyer.workspaceId, topUpId, refundId: newId(), ...whole, ...changes }, clock);
};
const available = async ({ buyer }: Payment) => (await readWallet(buyer.workspaceId))?.availableNano;
const auditOf = async ({ buyer }: Payment) =>
  (await database().auditEntry.findMany({ where: { workspaceId: buyer.workspaceId }, orderBy: { id: "asc" } })).map(({ action, after }) => [
    action,
    (after as { why?: string } | null)?.why ?? null,
  ]);
const refundsAtStripe = async ({ intentId }: Payment) => (await ownStripe.refunds.list({ payment_intent: intentId })).data;
/** Sends what was asked for, as the worker does without its queue. */
const send = async ({ buyer, topUpId }: Payment) => {
  for (const { id } of await listRefundsOf(buyer.workspaceId, topUpId)) await sendRefund({ workspaceId: buyer.workspaceId, refundId: id });
};
const setMethod = ({ topUpId }: Payment, method: string) => asOwner("UPDATE topup SET method = $2 WHERE id = $1", [topUpId, method]);

test("an owner's refund takes the credit at once, reaches Stripe once, and is booked when Stripe has made it", async () => {
  const payment = await creditedPayment();
  const refundId = newId();
  const asked = await Promise.all([1, 2].map(() => request(payment, { refundId, origin: "owner" })));
  expect(asked.map(({ kind }) => kind).sort()).toEqual(["asked", "repeated"]);
  expect(await available(payment)).toBe(0n);
  await send(payment);
  expect(await refundsAtStripe(payment)).toMatchObject([{ amount: 2_000, status: "succeeded", metadata: { refund_id: refundId } }]);
  await deliverAll(await newsOf(payment));
  expect(await listRefundsOf(payment.buyer.workspaceId, payment.topUpId)).toMatchObject([
    { id: refundId, state: "succeeded", origin: "owner" },
  ]);
  expect(await auditOf(payment)).toEqual([["refund.ask", null]]);
  await expectSumAtStripe([payment]);
  await expectBooksBalance(payment.buyer.workspaceId);
});

test("an owner may ask within the operator's days, an admin after them, and nobody after the method's", async () => {
  const days = await readOwnerDays();
  expect(days).toBe(14);
  const payment = await creditedPayment();
  expect(await request(payment, { origin: "owner" }, 15)).toMatchObject({ reason: "window_over", days: 14 });
  await setMethod(payment, "alipay");
  expect(await request(payment, {}, 91)).toMatchObject({ reason: "method_window_over", days: 90 });
  expect(await auditOf(payment)).toEqual([
    ["refund.refuse", "window_over"],
    ["refund.refuse", "method_window_over"],
  ]);
  expect(await available(payment)).toBe(TWENTY);
  await setOwnerDays(ADMIN, 30);
  expect(await request(payment, { origin: "owner", chargeMinor: 100n }, 15)).toMatchObject({ kind: "asked" });
  await setOwnerDays(ADMIN, 0);
  expect(await request(payment, { origin: "owner" }, 1)).toMatchObject({ reason: "window_over", days: 0 });
  await setOwnerDays(ADMIN, days);
  expect(await request(payment, {}, 80)).toMatchObject({ kind: "asked", chargeMinor: 1_900n });
  const changes = await database().auditEntry.findMany({ where: { action: "refund_rule.change" }, orderBy: { id: "asc" } });
  expect(changes.map(({ after }) => after)).toEqual([30, 0, days].map((ownerDays) => ({ ownerDays })));
});

test("above what is left, after a dispute, of another workspace, by two admins at once: each is refused with its reason and audited", async () => {
  const payment = await creditedPayment();
  const other = await creditedPayment();
  expect(await request(payment, { chargeMinor: 2_001n })).toMatchObject({ reason: "too_much", mostMinor: 2_000n, currency: "usd" });
  expect(await request({ ...payment, topUpId: other.topUpId })).toMatchObject({ reason: "unpaid" });
  const both = await Promise.all([1, 2].map(() => request(payment, { chargeMinor: 500n, seenMinor: 0n })));
  expect(both.map((each) => (each.kind === "refused" ? each.reason : each.kind)).sort()).toEqual(["asked", "changed"]);
  await send(payment);
  await disputeAtStripe(payment);
  await deliverAll(await newsOf(payment));
  expect(await request(payment)).toMatchObject({ reason: "disputed" });
  expect((await auditOf(payment)).map(([action, why]) => why ?? action).sort()).toEqual(
    ["too_much", "unpaid", "refund.ask", "changed", "disputed"].sort(),
  );
  await expectBooksBalance(payment.buyer.workspaceId);
});

test("a bonus alone is never given back", async () => {
  const payment = await creditedPayment();
  const { workspaceId } = payment.buyer;
  await grant(
    topUpOf(workspaceId, TWENTY, { kind: "promo", entryKind: "grant", contra: "promo_expense", reference: `bonus:${payment.topUpId}` }),
  );
  expect(await request(payment)).toMatchObject({ kind: "asked", chargeMinor: 2_000n });
  expect(await available(payment)).toBe(0n);
  expect(await request(payment)).toMatchObject({ reason: "nothing_left" });
});

test("what Stripe refuses gives the credit back, and says why", async () => {
  const payment = await creditedPayment();
  // Somebody was faster in Stripe's dashboard, and its events are late.
  const refundId = newId();
  await request(payment, { refundId, chargeMinor: 1_500n });
  await ownStripe.refunds.create({ payment_intent: payment.intentId, amount: 1_000 });
  await send(payment);
  expect(await listRefundsOf(payment.buyer.workspaceId, payment.topUpId)).toMatchObject([{ id: refundId, state: "failed" }]);
  expect(await available(payment)).toBe(TWENTY);
  await deliverAll(await newsOf(payment));
  expect(await available(payment)).toBe(TWENTY / 2n);
  expect(await auditOf(payment)).toMatchObject([
    ["refund.ask", null],
    ["refund.fail", expect.any(String)],
  ]);
  await expectSumAtStripe([payment]);
  await expectBooksBalance(payment.buyer.workspaceId);
});

test("Stripe away, or acting and then failing: nothing is lost, and the next try finds the refund", async () => {
  const payment = await creditedPayment();
  const refundId = newId();
  await request(payment, { refundId });
  await expect(whileStripeIsAway(() => send(payment))).rejects.toThrow();
  expect(await refundsAtStripe(payment)).toEqual([]);
  expect(await available(payment)).toBe(0n);
  await control("POST", "faults", { name: "error-after", method: "POST", path: "/v1/refunds", times: 3 });
  await expect(send(payment)).rejects.toThrow();
  await send(payment);
  await control("DELETE", "faults");
  expect(await refundsAtStripe(payment)).toHaveLength(1);
  expect(await listRefundsOf(payment.buyer.workspaceId, payment.topUpId)).toMatchObject([{ state: "succeeded" }]);
  await expectSumAtStripe([payment]);
});

test("a method without refunds needs a bank account and becomes a task; paid by hand it stays taken, given up it comes back", async () => {
  const payment = await creditedPayment();
  const { workspaceId } = payment.buyer;
  await setMethod(payment, "oxxo");
  expect(await request(payment, { origin: "owner" })).toMatchObject({ reason: "needs_bank_account" });
  const [paid, given] = [newId(), newId()];
  const bankAccount = "CLABE 032180000118359719";
  expect(await request(payment, { refundId: paid, chargeMinor: 500n, bankAccount })).toMatchObject({ kind: "asked", isByHand: true });
  expect(await request(payment, { refundId: given, bankAccount })).toMatchObject({ kind: "asked", chargeMinor: 1_500n });
  await send(payment);
  expect(await refundsAtStripe(payment)).toEqual([]);
  const tasks = (await listOpenRefunds()).filter((each) => each.workspaceId === workspaceId);
  expect(tasks).toMatchObject([{ id: paid, bankAccount, state: "by_hand" }, { id: given }]);
  expect(await endByHand(ADMIN, { workspaceId, refundId: paid, outcome: "succeeded" })).toBe(true);
  expect(await Promise.all([1, 2].map(() => endByHand(ADMIN, { workspaceId, refundId: given, outcome: "canceled" })))).toContain(false);
  expect(await available(payment)).toBe((TWENTY * 3n) / 4n);
  // Each end has its line, and the one that came second has none.
  expect((await auditOf(payment)).filter(([action]) => action === "refund.by_hand")).toHaveLength(2);
  await expectSumAtStripe([payment]);
  await expectBooksBalance(workspaceId);
});

test("Billing lists what is unused of each payment, also before its calls are taken from the lots", async () => {
  const payment = await creditedPayment();
  const { workspaceId } = payment.buyer;
  const second = await paidTopUp(workspaceId, 500);
  await request(payment, { chargeMinor: 700n });
  const listed = await listRefundable(workspaceId, new Date(0));
  expect(listed.find(({ topUpId }) => topUpId === payment.topUpId)).toMatchObject({
    chargeMinor: 2_000n,
    currency: "usd",
    unusedNano: nanoFromDollars("13"),
    refunds: [{ state: "requested", chargeMinor: 700n }],
  });
  expect(listed.find(({ topUpId }) => topUpId === second)).toMatchObject({ unusedNano: nanoFromDollars("5"), refunds: [] });
});
