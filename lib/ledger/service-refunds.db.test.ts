import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import type { Ledger } from "@/lib/ledger/ledger";
import { endRefund, noteRefund, payDebt, type RefundNote } from "@/lib/ledger/refunds";
import { holdOf, releaseOf } from "@/lib/ledger/testing/ledger-calls";
import { AT, ask, paidTopUp, serviceRefund, spend, sumsByContra } from "@/lib/ledger/testing/payments";
import { expectBooksBalance, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const dollars = (text: string) => nanoFromDollars(text) as bigint;
const newWallet = () => walletWith({ availableNano: 0n });
const note = (what: RefundNote) => inTransaction((on) => noteRefund(on, what, AT));
const end = (workspaceId: string, refundId: string, state: "succeeded" | "failed" | "canceled") =>
  inTransaction((on) => endRefund(on, { workspaceId, refundId }, state, null, AT));
const balance = async (workspaceId: string) => (await readWallet(workspaceId))?.availableNano;

test("it takes what the wallet has, its own lot first, and the rest is debt: new calls stop until a top-up has paid it", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000, dollars("1"));
  await paidTopUp(workspaceId, 500);
  await spend(ledger, workspaceId, dollars("9"));
  const refund = serviceRefund(workspaceId, topUpId);
  expect(await note(refund)).toMatchObject({ kind: "taken", debtNano: dollars("3") });
  expect(await note(refund)).toMatchObject({ kind: "unchanged" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: dollars("3"), isQuestioned: false });
  expect(await sumsByContra(workspaceId)).toMatchObject({ stripe_clearing: dollars("5") });
  await expectBooksBalance(workspaceId);
  expect(await ledger.placeHold(holdOf(workspaceId, 1n))).toMatchObject({ kind: "refused", reason: "payment_questioned" });
  await paidTopUp(workspaceId, 500);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: dollars("2"), debtNano: 0n });
  await spend(ledger, workspaceId, dollars("2"));
  await expectBooksBalance(workspaceId);
});

test("five deliveries of one refund at once take it once; a failure gives it back once, and nothing after that changes it", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const refund = serviceRefund(workspaceId, topUpId, { state: "pending", chargeMinor: 500n });
  await Promise.all([1, 2, 3, 4, 5].map(() => note(refund)));
  expect(await balance(workspaceId)).toBe(dollars("15"));
  expect(await note({ ...refund, state: "succeeded" })).toMatchObject({ kind: "noted" });
  const answers = await Promise.all([1, 2, 3].map(() => note({ ...refund, state: "failed" })));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(["returned", "unchanged", "unchanged"]);
  for (const state of ["pending", "succeeded", "canceled"] as const)
    expect(await note({ ...refund, state })).toMatchObject({ kind: "unchanged" });
  expect(await balance(workspaceId)).toBe(dollars("20"));
  await expectBooksBalance(workspaceId);
});

test("one that had failed when it was first seen takes nothing", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  expect(await note(serviceRefund(workspaceId, topUpId, { state: "failed" }))).toMatchObject({ kind: "noted" });
  expect(await balance(workspaceId)).toBe(dollars("20"));
});

test("our own refund is found by the id that the service repeats, and is not taken a second time", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const refundId = newId();
  await ask(workspaceId, topUpId, { refundId, chargeMinor: 500n });
  const ours = serviceRefund(workspaceId, topUpId, { refundId, chargeMinor: 500n });
  expect(await note(ours)).toMatchObject({ kind: "noted", refundId });
  expect(await note({ ...ours, refundId: null })).toMatchObject({ kind: "unchanged", refundId });
  expect(await end(workspaceId, refundId, "failed")).toBe(false);
  // Somebody copied our id into another refund at the service.
  expect(await note(serviceRefund(workspaceId, topUpId, { refundId, chargeMinor: 500n }))).toMatchObject({ kind: "taken" });
  expect(await balance(workspaceId)).toBe(dollars("10"));
  await expectBooksBalance(workspaceId);
});

test("a failure after others paid the debt gives the credit back as a lot of its own; before that it pays the debt", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  await spend(ledger, workspaceId, dollars("12"));
  const refund = serviceRefund(workspaceId, topUpId);
  await note(refund);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: dollars("12") });
  await paidTopUp(workspaceId, 500);
  await note({ ...refund, state: "failed" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: dollars("13"), debtNano: 0n });
  await expectBooksBalance(workspaceId);
});

test("what a call in flight did not use pays the debt that its payment left", async () => {
  const workspaceId = await newWallet();
  const topUpId = await paidTopUp(workspaceId, 2_000);
  const hold = holdOf(workspaceId, dollars("8"));
  await ledger.placeHold(hold);
  await note(serviceRefund(workspaceId, topUpId));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: dollars("8") });
  await ledger.settle(releaseOf(hold));
  expect(await inTransaction((on) => payDebt(on, workspaceId))).toBe(dollars("8"));
  expect(await inTransaction((on) => payDebt(on, workspaceId))).toBe(0n);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 0n, debtNano: 0n });
  await expectBooksBalance(workspaceId);
});
