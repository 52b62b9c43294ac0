import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import { bookDispute, type DisputeNote } from "@/lib/ledger/disputes";
import type { Ledger } from "@/lib/ledger/ledger";
import { noteRefund } from "@/lib/ledger/refunds";
import { AT, ask, paidTopUp, serviceRefund, spend, sumsByContra } from "@/lib/ledger/testing/payments";
import { expectBooksBalance, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const dollars = (text: string) => nanoFromDollars(text) as bigint;
const book = (note: DisputeNote) => inTransaction((on) => bookDispute(on, note));

/** A dispute of twenty dollars, as the service describes it so many seconds after it was opened. */
function disputeOf(workspaceId: string, topUpId: string) {
  const disputeId = `du_${newId()}`;
  return (status: string, takes: boolean | null, second: number): DisputeNote => ({
    ...{ workspaceId, topUpId, disputeId, status, takes, reason: "fraudulent", chargeMinor: 2_000n, currency: "usd", evidenceUntil: null },
    ...{ openedAt: AT, readAt: new Date(AT.getTime() + second * 1_000) },
  });
}

test("money is taken when the bank has it and comes back with it, once each, however often and late the service is read", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const dispute = disputeOf(workspaceId, topUpId);
  const steps: [string, boolean | null, string, bigint][] = [
    ["warning_needs_response", false, "noted", dollars("20")],
    ["needs_response", true, "taken", 0n],
    ["under_review", true, "noted", 0n],
    ["something_new", null, "noted", 0n],
    ["won", false, "returned", dollars("20")],
    ["appeal_needs_response", true, "taken", 0n],
    ["appeal_under_review", true, "noted", 0n],
    ["won", false, "returned", dollars("20")],
    ["lost", true, "taken", 0n],
  ];
  for (const [second, [status, takes, kind, availableNano]] of steps.entries()) {
    const note = dispute(status, takes, second);
    const answers = await Promise.all([1, 2, 3].map(() => book(note)));
    expect(answers.map((answer) => answer.kind).sort()).toEqual([kind, "stale", "stale"].sort());
    // What was read before changes nothing, whatever it says.
    for (const [late, [before, took]] of steps.slice(0, second).entries()) {
      expect(await book(dispute(before, took, late))).toMatchObject({ kind: "stale" });
    }
    expect(await readWallet(workspaceId)).toMatchObject({ availableNano, debtNano: 0n });
    expect(await sumsByContra(workspaceId)).toEqual(availableNano === 0n ? {} : { stripe_clearing: availableNano });
    await expectBooksBalance(workspaceId);
  }
});

test("what was spent of a disputed payment is debt; if the dispute is won after a top-up paid it, all of it comes back", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const topUpId = await paidTopUp(workspaceId, 2_000, dollars("1"));
  await spend(ledger, workspaceId, dollars("15"));
  const dispute = disputeOf(workspaceId, topUpId);
  expect(await book(dispute("needs_response", true, 1))).toMatchObject({ kind: "taken", debtNano: dollars("14") });
  await paidTopUp(workspaceId, 2_000);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: dollars("6"), debtNano: 0n });
  await expectBooksBalance(workspaceId);
  expect(await book(dispute("won", false, 2))).toMatchObject({ kind: "returned" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: dollars("26"), debtNano: 0n });
  await expectBooksBalance(workspaceId);
});

test("a disputed payment is not given back a second time; after an inquiry, or once the dispute is won, it can be", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const dispute = disputeOf(workspaceId, topUpId);
  await book(dispute("warning_under_review", false, 1));
  expect(await ask(workspaceId, topUpId, { chargeMinor: 100n })).toMatchObject({ kind: "asked" });
  for (const [second, status, takes] of [
    [2, "needs_response", true],
    [3, "a_new_word", null],
    [4, "lost", true],
  ] as const) {
    await book(dispute(status, takes, second));
    expect(await ask(workspaceId, topUpId)).toMatchObject({ kind: "refused", reason: "disputed" });
  }
  await book(dispute("won", false, 5));
  expect(await ask(workspaceId, topUpId)).toMatchObject({ kind: "asked", chargeMinor: 1_900n });
  await expectBooksBalance(workspaceId);
});

test("a bank that takes back the whole of a payment that was refunded in part: both are booked, and the rest is debt", async () => {
  const workspaceId = await walletWith({ availableNano: 0n });
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await inTransaction((on) => noteRefund(on, serviceRefund(workspaceId, topUpId, { chargeMinor: 500n }), AT));
  await book(disputeOf(workspaceId, topUpId)("lost", true, 1));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: dollars("5") });
  expect(await sumsByContra(workspaceId)).toMatchObject({ stripe_clearing: dollars("-5") });
  await expectBooksBalance(workspaceId);
});

test("a dispute of a payment that was never credited is noted and moves nothing", async () => {
  const workspaceId = await walletWith({ availableNano: dollars("20") });
  const topUpId = await paidTopUp(workspaceId, 2_000);

  await asOwner("UPDATE topup SET state = 'review', paid_at = NULL WHERE id = $1", [topUpId]);
  expect(await book(disputeOf(workspaceId, topUpId)("needs_response", true, 1))).toMatchObject({ kind: "unpaid" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: dollars("40") });
});
