import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ledger } from "@/lib/ledger/ledger";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, finishedCall, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readMoves } from "@/lib/usage/read-moves";

let ledger: Ledger;

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const MOVES = [
  { upstream: "north", why: "cooling", label: "429" },
  { upstream: "south", why: "failover", label: "529" },
];

test("the moves of a call are kept in their order with its event, once, however often its settle is sent", async () => {
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const holds = [holdOf(workspaceId, 100n), holdOf(workspaceId, 100n), holdOf(workspaceId, 100n)] as const;
  await Promise.all(holds.map((hold) => ledger.placeHold(hold)));
  const [moved, still, free] = holds;
  const settlements = [settlementOf(moved, 40n, { moves: MOVES }), settlementOf(still, 30n), { ...releaseOf(free), moves: MOVES.slice(1) }];
  await Promise.all(settlements.map((settlement) => ledger.settle(settlement)));
  await Promise.all(settlements.map((settlement) => ledger.settle(settlement)));
  expect(await readMoves(workspaceId, moved.id)).toEqual(MOVES);
  expect(await readMoves(workspaceId, still.id)).toEqual([]);
  expect(await readMoves(workspaceId, free.id)).toEqual(MOVES.slice(1));
  expect(await finishedCall({ workspaceId, id: moved.id })).toMatchObject([{ chargeNano: 40n }]);
  await expectBooksBalance(workspaceId);
});
