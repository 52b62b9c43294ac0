import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
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
