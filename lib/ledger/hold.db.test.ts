import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

test("a hold moves money from available to held", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  expect(await ledger.placeHold(holdOf(workspaceId, 600n))).toEqual({ kind: "held", availableNano: 400n });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 400n, heldNano: 600n, holdsInFlight: 1 });
  await expectBooksBalance(workspaceId);
});

test("a hold beyond the balance is refused with what there is, and nothing is written", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const before = await readWallet(workspaceId);
  const answer = await ledger.placeHold(holdOf(workspaceId, 1_001n));
  expect(answer).toEqual({ kind: "refused", reason: "insufficient_balance", availableNano: 1_000n, heldNano: 0n });
  expect(await readWallet(workspaceId)).toEqual(before);
  await expectBooksBalance(workspaceId);
});

test("a frozen wallet and a workspace without one are refused, each by its name", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [workspaceId]);
  const answers = await Promise.all([ledger.placeHold(holdOf(workspaceId, 1n)), ledger.placeHold(holdOf(newId(), 1n))]);
  expect(answers).toMatchObject([
    { kind: "refused", reason: "frozen" },
    { kind: "refused", reason: "no_wallet" },
  ]);
  expect(await readWallet(newId())).toBeNull();
  await expectBooksBalance(workspaceId);
});

test("a hold that is sent again is held once and gets the same answer; with another amount it is a conflict", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  expect(await ledger.placeHold(hold)).toEqual({ kind: "held", availableNano: 400n });
  expect(await ledger.placeHold(hold)).toEqual({ kind: "held", availableNano: 400n });
  await expect(ledger.placeHold({ ...hold, amountNano: 300n })).rejects.toMatchObject({ code: "conflict" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 400n, heldNano: 600n, holdsInFlight: 1 });
  await expectBooksBalance(workspaceId);
});

test("the same hold five times in one batch is held once", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  const answers = await Promise.all([hold, hold, hold, hold, hold].map((each) => ledger.placeHold(each)));
  expect(answers).toEqual(Array(5).fill({ kind: "held", availableNano: 400n }));
  await expectBooksBalance(workspaceId);
});

test("the id of an ended call places no new hold", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  await ledger.placeHold(hold);
  await ledger.settle(releaseOf(hold));
  await expect(ledger.placeHold(hold)).rejects.toMatchObject({ code: "conflict" });
  await expectBooksBalance(workspaceId);
});

test("two calls of two processes racing for the last dollar: one is held, the other refused", async () => {
  const other = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const answers = await Promise.all([ledger, other].map((each) => each.placeHold(holdOf(workspaceId, 750n))));
  expect(answers.map(({ kind }) => kind).sort()).toEqual(["held", "refused"]);
  await expectBooksBalance(workspaceId);
  await other.close();
});

test("a hold that is too big does not stop a smaller one that comes after it", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const answers = await Promise.all([600n, 900n, 300n].map((amount) => ledger.placeHold(holdOf(workspaceId, amount))));
  expect(answers).toEqual([
    { kind: "held", availableNano: 400n },
    { kind: "refused", reason: "insufficient_balance", availableNano: 400n, heldNano: 600n },
    { kind: "held", availableNano: 100n },
  ]);
  await expectBooksBalance(workspaceId);
});

test("128 calls of two processes against a balance for 10: exactly 10 are held", async () => {
  const other = await testLedger();
  const workspaceId = await walletWith({ availableNano: 1_050n });
  const holds = Array.from({ length: 128 }, () => holdOf(workspaceId, 100n));
  const answers = await Promise.all(holds.map((hold, n) => (n % 2 ? ledger : other).placeHold(hold)));
  const held = holds.filter((_, n) => answers[n]?.kind === "held");
  expect(held).toHaveLength(10);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 50n, heldNano: 1_000n });
  await expectBooksBalance(workspaceId);
  await Promise.all(held.map((hold, n) => ledger.settle(n % 2 ? releaseOf(hold) : settlementOf(hold, 100n))));
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 550n, heldNano: 0n, spentTotalNano: 500n });
  await expectBooksBalance(workspaceId);
  await other.close();
});

test("a hold that Postgres refuses to read fails alone, not the calls that shared its batch", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const poison = { ...holdOf(workspaceId, 100n), keyId: "no uuid" };
  const answers = await Promise.allSettled(
    [holdOf(workspaceId, 100n), poison, holdOf(workspaceId, 100n)].map((hold) => ledger.placeHold(hold)),
  );
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 800n, heldNano: 200n });
  await expectBooksBalance(workspaceId);
});
