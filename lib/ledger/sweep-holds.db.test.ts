import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { Usage } from "@/lib/basics/tokens";
import type { Ledger } from "@/lib/ledger/ledger";
import { Lease } from "@/lib/ledger/queues/lease";
import type { Settlement } from "@/lib/ledger/settlement";
import { ensureUsagePartitions, sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { LedgerConnection } from "@/lib/pg-wire/connection";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { readCall } from "@/lib/usage/read-call";
import { readSkippedAccounts } from "@/lib/usage/read-skipped-accounts";

let living: Ledger;

beforeAll(async () => {
  living = await testLedger();
});
afterAll(() => living.close());

/** A hold of a dead process. Its ledger is closed, or left open for the late settle. */
async function orphanedHold(amountNano = 600n, checkpointNano = 0n, changes: Partial<Settlement> = {}) {
  const instance = newId();
  const ledger = await testLedger({ instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, amountNano);
  await ledger.placeHold(hold);
  if (checkpointNano > 0n) ledger.checkpoint(settlementOf(hold, checkpointNano, changes));
  await ledger.close();
  await lapseLease(instance);
  return { workspaceId, hold };
}

test("the hold of a process that died expires: all of it goes back, and the call is on record", async () => {
  const { workspaceId, hold } = await orphanedHold();
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 1_000n, heldNano: 0n });
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "expired", holdNano: 600n, priceNano: 0n, chargeNano: 0n }]);
  await expectBooksBalance(workspaceId);
});

test("the hold of a living process is left alone", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  await living.placeHold(holdOf(workspaceId, 600n));
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 400n, heldNano: 600n });
  await expectBooksBalance(workspaceId);
});

test("a call that had got somewhere before its process died is charged what its last checkpoint says", async () => {
  const { workspaceId, hold } = await orphanedHold(600n, 70n);
  await sweepHolds();
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 930n, heldNano: 0n, spentTotalNano: 70n });
  expect(await finishedCall(hold)).toMatchObject([{ outcome: "settled_partial", priceNano: 70n, chargeNano: 70n }]);
  await expectBooksBalance(workspaceId);
});

const SKIPPED_ACCOUNTS = [{ upstream: "busy", why: "failover", label: "429" }];
const USAGE: Usage = {
  tokens: { input: 12, cacheWrite5m: 1_000, cacheWrite1h: 2_000, cacheRead: 20_000, output: 150 },
  thinkingTokens: 4,
  webSearches: 1,
  modifiers: ["us_inference", "regional"],
  isEstimated: true,
};

test("its event says all that the checkpoint said, and why the call ended", async () => {
  const call = {
    isStream: true,
    upstream: 'a "quoted" one',
    upstreamRequestId: null,
    stopReason: null,
    upstreamCostNano: 9_007_199_254_740_993n,
  };
  const { workspaceId, hold } = await orphanedHold(600n, 70n, {
    ...call,
    usage: USAGE,
    moves: SKIPPED_ACCOUNTS,
    firstByteMs: 40,
    totalMs: 9_000,
  });
  await Promise.all([sweepHolds(), sweepHolds()]);
  expect(await readCall(workspaceId, hold.id)).toMatchObject({
    outcome: "settled_partial",
    reason: "process_lost",
    endpoint: "/api/v1/messages",
    isStream: true,
    httpStatus: 200,
    upstream: 'a "quoted" one',
    upstreamRequestId: null,
    stopReason: null,
    firstByteMs: 40,
    totalMs: 9_000,
    usage: USAGE,
  });
  expect(await readSkippedAccounts(workspaceId, hold.id)).toEqual(SKIPPED_ACCOUNTS);
  const { rows } = await postgres().query("SELECT upstream_cost_nano FROM usage_event WHERE id = $1", [hold.id]);
  expect(rows).toEqual([{ upstream_cost_nano: 9_007_199_254_740_993n }]);
  await living.settle(settlementOf(hold, 150n, { ...call, moves: SKIPPED_ACCOUNTS }));
  expect(await readSkippedAccounts(workspaceId, hold.id)).toEqual(SKIPPED_ACCOUNTS);
  await expectBooksBalance(workspaceId);
});

test("of two checkpoints the more expensive one stays, with its own tokens; one without tokens, of an earlier version, is charged as it is", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const [hold, old] = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)];
  for (const each of [hold, old]) await dying.placeHold(each);
  await dying.extendHold(settlementOf(hold, 120n, { usage: USAGE }), 200n);
  dying.checkpoint(settlementOf(hold, 119n));
  await dying.close();
  await asOwner("UPDATE hold SET checkpoint_nano = 30 WHERE id = $1", [old.id]);
  await lapseLease(instance);
  await sweepHolds();
  expect(await readCall(workspaceId, hold.id)).toMatchObject({ outcome: "settled_partial", priceNano: 120n, usage: USAGE });
  const asItWas = { endpoint: "unknown", chargeNano: 30n, isUsageReported: false, usage: { modifiers: [], isEstimated: true } };
  expect(await readCall(workspaceId, old.id)).toMatchObject({ outcome: "settled_partial", ...asItWas });
  await expectBooksBalance(workspaceId);
});

test("where the balance does not cover all that was noted, the oldest call is charged first and the newest is absorbed", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const holds = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)];
  // Placed in another order than received.
  for (const each of [holds[1], holds[2], holds[0]]) await dying.placeHold(each as (typeof holds)[number]);
  for (const each of holds) dying.checkpoint(settlementOf(each, 600n));
  await dying.close();
  await lapseLease(instance);
  await sweepHolds();
  const ended = await Promise.all(holds.map(finishedCall));
  expect(ended.flat().map(({ chargeNano, absorbedNano }) => [chargeNano, absorbedNano])).toEqual([
    [600n, 0n],
    [300n, 300n],
    [100n, 500n],
  ]);
  await expectBooksBalance(workspaceId);
});

test("sweeping twice, and four sweepers at once, expires a hold once", async () => {
  const { workspaceId, hold } = await orphanedHold();
  await Promise.all([sweepHolds(), sweepHolds(), sweepHolds(), sweepHolds()]);
  await sweepHolds();
  expect(await finishedCall(hold)).toHaveLength(1);
  expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 1_000n, heldNano: 0n });
  await expectBooksBalance(workspaceId);
});

test("a settle that comes after the sweeper is charged late, once, out of the balance", async () => {
  const { workspaceId, hold } = await orphanedHold();
  await sweepHolds();
  const answer = { chargeNano: 150n, absorbedNano: 0n, availableNano: 850n, isSpooled: false };
  expect(await living.settle(settlementOf(hold, 150n))).toEqual(answer);
  expect(await living.settle(settlementOf(hold, 150n))).toEqual(answer);
  await expect(living.settle(settlementOf(hold, 160n))).rejects.toMatchObject({ code: "conflict" });
  expect(await finishedCall(hold)).toMatchObject([
    { outcome: "expired", isLate: false, chargeNano: 0n },
    { outcome: "settled_late", isLate: true, holdNano: 0n, priceNano: 150n, chargeNano: 150n },
  ]);
  await expectBooksBalance(workspaceId);
});

test("a late settle charges at most what is there, and absorbs the rest", async () => {
  const { workspaceId, hold } = await orphanedHold();
  await sweepHolds();
  await living.placeHold(holdOf(workspaceId, 900n));
  expect(await living.settle(settlementOf(hold, 150n))).toMatchObject({ chargeNano: 100n, absorbedNano: 50n, availableNano: 0n });
  await expectBooksBalance(workspaceId);
});

test("a late settle of a partly charged call takes only the difference, and the rows together say the price", async () => {
  const { workspaceId, hold } = await orphanedHold(600n, 70n);
  await sweepHolds();
  expect(await living.settle(settlementOf(hold, 150n))).toMatchObject({ chargeNano: 150n, availableNano: 850n });
  expect(await finishedCall(hold)).toMatchObject([
    { outcome: "settled_partial", priceNano: 70n, chargeNano: 70n },
    { outcome: "settled_late", priceNano: 80n, chargeNano: 80n },
  ]);
  await expectBooksBalance(workspaceId);
});

test("a release that comes after the sweeper asks for nothing more", async () => {
  const { workspaceId, hold } = await orphanedHold();
  await sweepHolds();
  expect(await living.settle(releaseOf(hold))).toMatchObject({ chargeNano: 0n, availableNano: 1_000n });
  expect(await finishedCall(hold)).toHaveLength(1);
  await expectBooksBalance(workspaceId);
});

test("a settle racing the sweeper is charged exactly once, whether it wins or loses", async () => {
  for (let n = 0; n < 10; n++) {
    const { workspaceId, hold } = await orphanedHold();
    const [answer] = await Promise.all([living.settle(settlementOf(hold, 150n)), sweepHolds()]);
    expect(answer).toMatchObject({ chargeNano: 150n });
    expect(await readWallet(workspaceId)).toMatchObject({ availableNano: 850n, heldNano: 0n, spentTotalNano: 150n });
    await expectBooksBalance(workspaceId);
  }
});

test("a lease that lapsed is not revived: the process takes a new one", async () => {
  const instance = newId();
  const connection = new LedgerConnection(process.env.DATABASE_URL as string, "test");
  const lease = new Lease(connection, instance);
  await lease.start();
  const first = await lease.current();
  await lease.beat();
  expect(await lease.current()).toBe(first);
  await lapseLease(instance);
  await lease.beat();
  expect(await lease.current()).not.toBe(first);
  await lease.stop();
  await connection.close();
});

test("usage partitions exist for the days to come, and asking again makes none", async () => {
  await ensureUsagePartitions(9);
  expect(await ensureUsagePartitions(9)).toBe(0);
  const { rows } = await postgres().query("SELECT count(*)::integer AS days FROM pg_inherits WHERE inhparent = 'usage_event'::regclass");
  expect(rows[0].days).toBeGreaterThanOrEqual(11);
});
