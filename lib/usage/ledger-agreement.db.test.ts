import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Ledger } from "@/lib/ledger/ledger";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, releaseOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { expectBooksBalance, lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { addUpUsage } from "@/lib/usage/add-up-usage";
import { lastDays } from "@/lib/usage/days";
import { listCalls } from "@/lib/usage/list-calls";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumUsage } from "@/lib/usage/sum-usage";

let ledger: Ledger;
let isWriting = true;

beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

test("the page's sums are what left the wallet, while calls settle, fail and are rolled up", async () => {
  const workspaceId = await walletWith({ availableNano: 10_000n });
  const range = { ...lastDays(2, "UTC", new Date()), timeZone: "UTC" };
  const roller = (async () => {
    while (isWriting) await rollUpUsage();
  })();
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const hold = holdOf(workspaceId, 100n);
      await ledger.placeHold(hold);
      await ledger.settle(index % 5 === 0 ? releaseOf(hold) : settlementOf(hold, BigInt(90 + index)));
    }),
  );
  isWriting = false;
  await roller;
  const parts = await sumUsage(workspaceId, { ...range, by: ["day", "model", "key"] });
  const { calls } = await listCalls(workspaceId, {}, null, 100);
  const wallet = await readWallet(workspaceId);
  expect(addUpUsage(parts)).toMatchObject({ requests: 40, freeRequests: 8, chargeNano: wallet?.spentTotalNano });
  expect(calls.reduce((sum, call) => sum + call.chargeNano, 0n)).toBe(wallet?.spentTotalNano);
  await expectBooksBalance(workspaceId);
});

test("a call whose process died is in the sums by its last checkpoint, and once it settles late by its whole price", async () => {
  const instance = newId();
  const lost = await testLedger({ instance });
  const workspaceId = await walletWith({ availableNano: 1_000n });
  const hold = holdOf(workspaceId, 600n);
  await lost.placeHold(hold);
  const tokens = { ...NO_TOKENS, input: 10, cacheRead: 1, output: 25 };
  lost.checkpoint(settlementOf(hold, 70n, { usage: { ...settlementOf(hold, 70n).usage, tokens, webSearches: 1, isEstimated: true } }));
  await lost.close();
  await lapseLease(instance);
  await sweepHolds();
  await rollUpUsage();
  const total = async () => addUpUsage(await sumUsage(workspaceId, { ...lastDays(2, "UTC", new Date()), timeZone: "UTC", by: [] }));
  expect(await total()).toMatchObject({ requests: 1, freeRequests: 0, chargeNano: 70n, webSearches: 1, tokens });
  await ledger.settle(settlementOf(hold, 150n));
  expect(await total()).toMatchObject({
    requests: 1,
    freeRequests: 0,
    chargeNano: 150n,
    webSearches: 0,
    tokens: { input: 10, cacheRead: 0, output: 20 },
  });
  await rollUpUsage();
  expect(await total()).toMatchObject({ requests: 1, chargeNano: 150n, webSearches: 0, tokens: { input: 10, cacheRead: 0, output: 20 } });
  const { calls } = await listCalls(workspaceId, {}, null, 10);
  expect(calls).toMatchObject([{ id: hold.id, outcome: "settled_late", priceNano: 150n, chargeNano: 150n, holdNano: 600n }]);
  expect((await readWallet(workspaceId))?.spentTotalNano).toBe(150n);
});
