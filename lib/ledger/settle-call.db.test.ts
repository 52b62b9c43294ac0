import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { timeOfId } from "@/lib/basics/ids";
import { listRefusedSettles } from "@/lib/ledger/end-refused";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

let ledger: Ledger;

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

async function walletWithHold(availableNano: bigint, amountNano: bigint) {
  const workspaceId = await walletWith({ availableNano });
  const hold = holdOf(workspaceId, amountNano);
  await ledger.placeHold(hold);
  return { workspaceId, hold };
}

test("a settle charges the price, gives the rest of the hold back, and leaves the call's event", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const answer = await ledger.settle(settlementOf(hold, 150n, { stopReason: 'a "quoted" \\ text, {with} all', upstream: null }));
  expect(answer).toEqual({ chargeNano: 150n, absorbedNano: 0n, availableNano: 850n, isSpooled: false });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 850n, heldNano: 0n, spentTotalNano: 150n, holdsInFlight: 0 });
  const { rows } = await postgres().query("SELECT * FROM usage_event WHERE workspace_id = $1", [workspaceId]);
  expect(rows).toMatchObject([
    { outcome: "settled", created_at: timeOfId(hold.id), output_tokens: 20, stop_reason: 'a "quoted" \\ text, {with} all', upstream: null },
  ]);
  await expectBooksBalance(workspaceId);
});

test("settles that share a batch keep every field of their own", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 100n);
  const other = holdOf(workspaceId, 100n);
  await ledger.placeHold(other);
  const modifiers = ["fast", "us_inference"] as const;
  const usage = { ...settlementOf(other, 1n).usage, modifiers: [...modifiers], thinkingTokens: 7, isEstimated: true };
  await Promise.all([
    ledger.settle(settlementOf(hold, 10n, { reason: 'left, "early"', firstByteMs: null })),
    ledger.settle(settlementOf(other, 20n, { usage, upstreamCostNano: 9_007_199_254_740_993n, isStream: true })),
  ]);
  const { rows } = await postgres().query("SELECT * FROM usage_event WHERE workspace_id = $1 ORDER BY id", [workspaceId]);
  expect(rows).toMatchObject([
    { reason: 'left, "early"', first_byte_ms: null, modifiers: [], thinking_tokens: null, upstream_cost_nano: null, is_stream: false },
    { reason: null, modifiers, thinking_tokens: 7, is_estimated: true, upstream_cost_nano: 9_007_199_254_740_993n, is_stream: true },
  ]);
  await expectBooksBalance(workspaceId);
});

test("a call that costs more than its hold takes the rest from the balance, and what is missing there is absorbed", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const answer = await ledger.settle(settlementOf(hold, 1_300n));
  expect(answer).toEqual({ chargeNano: 1_000n, absorbedNano: 300n, availableNano: 0n, isSpooled: false });
  expect(await finishedCall(hold)).toEqual([
    { outcome: "settled", isLate: false, holdNano: 600n, priceNano: 1_300n, chargeNano: 1_000n, absorbedNano: 300n },
  ]);
  await expectBooksBalance(workspaceId);
});

test("what is absorbed is logged for the operator, with the call", async () => {
  const told = vi.spyOn(log, "error");
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const covered = holdOf(workspaceId, 100n);
  await ledger.placeHold(covered);
  await ledger.settle(settlementOf(covered, 100n));
  expect(told).not.toHaveBeenCalled();
  await ledger.settle(settlementOf(hold, 1_300n));
  expect(told.mock.calls).toEqual([
    [
      { event: "ledger.charge_absorbed", requestId: `req_${hold.id}`, workspaceId, absorbedNano: "400" },
      expect.stringContaining("absorbed"),
    ],
  ]);
  told.mockRestore();
});

test("a release gives everything back; a second one changes nothing", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const answer = { chargeNano: 0n, absorbedNano: 0n, availableNano: 1_000n, isSpooled: false };
  expect(await ledger.settle(releaseOf(hold))).toEqual(answer);
  expect(await ledger.settle(releaseOf(hold))).toEqual(answer);
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "released", chargeNano: 0n }]);
  await expectBooksBalance(workspaceId);
});

test("a settle that arrives twice charges once and gets the same answer; with another price it is a conflict", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const answer = await ledger.settle(settlementOf(hold, 150n));
  expect(await ledger.settle(settlementOf(hold, 150n))).toEqual(answer);
  await expect(ledger.settle(settlementOf(hold, 151n))).rejects.toMatchObject({ code: "conflict" });
  await expect(ledger.settle(releaseOf(hold))).rejects.toMatchObject({ code: "conflict" });
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 850n, heldNano: 0n, spentTotalNano: 150n });
  await expectBooksBalance(workspaceId);
});

test("a settle of two processes at once, and five times in one batch, charges once", async () => {
  const other = await testLedger();
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const answers = await Promise.all([ledger, other, ledger, ledger, other].map((each) => each.settle(settlementOf(hold, 150n))));
  expect(new Set(answers.map(({ chargeNano }) => chargeNano))).toEqual(new Set([150n]));
  expect(await finishedCall(hold)).toHaveLength(1);
  await expectBooksBalance(workspaceId);
  await other.close();
});

test("a settle racing a release of the same call: one of them holds, the other is a conflict", async () => {
  const other = await testLedger();
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  const outcomes = await Promise.allSettled([ledger.settle(settlementOf(hold, 150n)), other.settle(releaseOf(hold))]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await finishedCall(hold)).toHaveLength(1);
  await expectBooksBalance(workspaceId);
  await other.close();
});

test("a settle for a workspace without a wallet is refused and nothing is written", async () => {
  const hold = holdOf("01900000-0000-7000-8000-0000000000ff", 100n);
  await expect(ledger.settle(settlementOf(hold, 10n))).rejects.toMatchObject({ code: "internal" });
  expect(await finishedCall(hold)).toEqual([]);
});

test("a frozen wallet still settles what was held before", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 600n);
  await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [workspaceId]);
  expect(await ledger.settle(settlementOf(hold, 150n))).toMatchObject({ chargeNano: 150n });
  await expectBooksBalance(workspaceId);
});

test("a settle that cannot be written down, and one that Postgres refuses, are set aside, and the one between them is charged", async () => {
  const { workspaceId, hold } = await walletWithHold(1_000n, 100n);
  const others = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)] as const;
  for (const other of others) await ledger.placeHold(other);
  const unreadable = settlementOf(others[0], 10n, { usage: undefined as never });
  const refused = settlementOf(others[1], -10n);
  const answers = await Promise.all([unreadable, settlementOf(hold, 10n), refused].map((each) => ledger.settle(each)));
  expect(answers.map(({ isSpooled }) => isSpooled)).toEqual([true, false, true]);
  const aside = (await listRefusedSettles(100)).filter((each) => each.workspaceId === workspaceId);
  expect(aside.map(({ callId }) => callId).sort()).toEqual(others.map(({ id }) => id).sort());
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 790n, heldNano: 200n, spentTotalNano: 10n });
  await expectBooksBalance(workspaceId);
});
