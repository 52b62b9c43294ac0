import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { Ledger } from "@/lib/ledger/ledger";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readSkippedAccounts } from "@/lib/usage/read-skipped-accounts";

let ledger: Ledger;

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const SKIPPED_ACCOUNTS = [
  { upstream: "north", why: "cooling", label: "429" },
  { upstream: "south", why: "failover", label: "529" },
];

test("the skipped accounts of a call are stored in their order with its event, once, however often its settle is sent", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const holds = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)] as const;
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  const [moved, still, free] = holds;
  const settlements = [
    settlementOf(moved, 40n, { moves: SKIPPED_ACCOUNTS }),
    settlementOf(still, 30n),
    { ...releaseOf(free), moves: SKIPPED_ACCOUNTS.slice(1) },
  ];
  await Promise.all(settlements.map((settlement) => ledger.settle(settlement)));
  await Promise.all(settlements.map((settlement) => ledger.settle(settlement)));
  expect(await readSkippedAccounts(workspaceId, moved.id)).toEqual(SKIPPED_ACCOUNTS);
  expect(await readSkippedAccounts(workspaceId, still.id)).toEqual([]);
  expect(await readSkippedAccounts(workspaceId, free.id)).toEqual(SKIPPED_ACCOUNTS.slice(1));
  expect(await finishedCall({ workspaceId, id: moved.id })).toMatchObject([{ chargeNano: 40n }]);
  await expectBooksBalance(workspaceId);
});

test("a call that the sweeper has ended keeps its skipped accounts, and its late settle is charged with them", async () => {
  const instance = newId();
  const dying = await testLedger({ instance });
  const hold = holdOf(await walletWith({ availableNano: 1_000n }), 100n);
  await dying.placeHold(hold);
  dying.checkpoint(settlementOf(hold, 10n, { moves: SKIPPED_ACCOUNTS }));
  await dying.close();
  await lapseLease(instance);
  await sweepHolds();
  expect(await readSkippedAccounts(hold.workspaceId, hold.id)).toEqual(SKIPPED_ACCOUNTS);
  expect(await ledger.settle(settlementOf(hold, 40n, { moves: SKIPPED_ACCOUNTS }))).toMatchObject({ chargeNano: 40n, isSpooled: false });
  expect(await readSkippedAccounts(hold.workspaceId, hold.id)).toEqual(SKIPPED_ACCOUNTS);
});
