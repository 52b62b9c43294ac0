import { afterAll, beforeAll, expect, test } from "vitest";
import { reprice, repriceDatabase } from "@/dev/reprice";
import { newId } from "@/lib/basics/ids";
import { NO_TOKENS, type Usage } from "@/lib/basics/tokens";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldRequest, SettledModelShare } from "@/lib/ledger/settlement";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { holdOf, settlementOf } from "@/lib/ledger/testing/ledger-calls";
import { lapseLease, testLedger, walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { readReceipt } from "@/lib/receipts/read-receipt";
import { ownerConnection } from "@/lib/testing/owner";
import { readModelShares } from "@/lib/usage/read-model-shares";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await testLedger();
});
afterAll(() => ledger.close());

const USAGE: Usage = {
  tokens: { ...NO_TOKENS, input: 12, cacheWrite5m: 1_000, cacheWrite1h: 2_000, cacheRead: 20_000, output: 150 },
  thinkingTokens: null,
  webSearches: 1,
  modifiers: ["us_inference"],
  isEstimated: false,
};
/** The usage of another model inside a call. */
const PART = {
  modelId: "claude-opus-5-5",
  priceVersion: 1,
  tokens: { ...NO_TOKENS, input: 7 },
  modifiers: USAGE.modifiers,
  isStep: false,
  priceNano: 30_800n,
};

/** Its price on Claude Sonnet 4.6: $0.024036 times 1.1, and a cent for the search. */
const PRICE_NANO = 36_439_600n;

async function heldCall(by = ledger): Promise<HoldRequest> {
  const workspaceId = await walletWith({ availableNano: 5_000_000_000n });
  const hold = { ...holdOf(workspaceId, 50_000_000n), modelId: "claude-sonnet-4-6", priceVersion: 1 };
  await by.placeHold(hold);
  return hold;
}

async function settledCall(): Promise<string> {
  const hold = await heldCall();
  await ledger.settle(settlementOf(hold, PRICE_NANO, { usage: USAGE }));
  return hold.workspaceId;
}

/** A call whose process died: it was charged its last checkpoint. */
async function sweptCall(parts?: SettledModelShare[]): Promise<HoldRequest> {
  const instance = newId();
  const dying = await testLedger({ instance });
  const hold = await heldCall(dying);
  const price = (parts ?? []).reduce((sum, each) => sum + each.priceNano, PRICE_NANO);
  dying.checkpoint(settlementOf(hold, price, { usage: USAGE, parts }));
  await dying.close();
  await lapseLease(instance);
  await sweepHolds();
  return hold;
}

/** What the check finds after a change that no product code can make. The change is rolled back. */
async function faultsAfter(change: string, workspaceId: string): Promise<string[]> {
  const client = await ownerConnection();
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = replica");
    const { rowCount } = await client.query(`UPDATE ${change} WHERE workspace_id = '${workspaceId}'`);
    expect(rowCount).toBe(1);
    return (await reprice(client)).faults;
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

test("a call priced again from its row gives the same nano-dollars", async () => {
  await settledCall();
  expect(await repriceDatabase(process.env.MIGRATION_DATABASE_URL as string)).toMatchObject({ equal: 1, faults: [] });
});

test.each([
  ["one nano-dollar more", "price_nano = price_nano + 1, charge_nano = charge_nano + 1", 2],
  ["one token less", "output_tokens = output_tokens - 1", 1],
  ["a token in another class", "cache_read_tokens = cache_read_tokens - 1, input_tokens = input_tokens + 1", 1],
  ["a modifier that was forgotten", "modifiers = '{}'", 1],
  ["a search that was forgotten", "web_searches = 0", 1],
  ["another version of the price", "price_version = 99", 1],
  ["no hold", "hold_nano = 0", 1],
  ["a charge for a free call", "outcome = 'released'", 1],
])("a row with %s is found", async (_, change, faults) => {
  expect(await faultsAfter(`usage_event SET ${change}`, await settledCall())).toHaveLength(faults);
});

test.each([
  ["one nano-dollar more", "price_nano = price_nano + 1, charge_nano = charge_nano + 1", 2],
  ["one token less", "output_tokens = output_tokens - 1", 1],
  ["no modifier", "modifiers = '{}'", 1],
  ["no search", "web_searches = 0", 1],
  ["no hold", "hold_nano = 0", 1],
])("a call whose process died is priced again like any other, and a row with %s is found", async (_, change, faults) => {
  const { workspaceId } = await sweptCall();
  expect((await reprice(postgres())).faults).toEqual([]);
  expect(await faultsAfter(`usage_event SET ${change}`, workspaceId)).toHaveLength(faults);
});

test("parts that a checkpoint had, and those of the settle that came late, are each priced with their own row", async () => {
  const hold = await sweptCall([PART]);
  expect((await reprice(postgres())).faults).toEqual([]);
  expect(await faultsAfter("usage_part SET input_tokens = 8", hold.workspaceId)).toHaveLength(2);
  const later = [{ ...PART, tokens: { ...PART.tokens, input: 14 }, priceNano: 61_600n }];
  await ledger.settle(settlementOf(hold, PRICE_NANO + 61_600n, { usage: USAGE, parts: later }));
  expect((await reprice(postgres())).faults).toEqual([]);
  expect(await readModelShares(hold.workspaceId, hold.id)).toEqual(later);
  expect(await readReceipt(hold.workspaceId, hold.id)).toMatchObject({ isPricedByTokens: true, call: { outcome: "settled_late" } });
});

test("what another model did inside a call is priced again too, and a changed part is found", async () => {
  const hold = await heldCall();
  const settlement = settlementOf(hold, PRICE_NANO + PART.priceNano, { usage: USAGE, parts: [PART] });
  await Promise.all([ledger.settle(settlement), ledger.settle(settlement)]);
  expect((await reprice(postgres())).faults).toEqual([]);
  expect(await faultsAfter("usage_part SET input_tokens = 8", hold.workspaceId)).toHaveLength(2);
});

test("a wallet with unexplained money is found", async () => {
  const workspaceId = await settledCall();
  expect(await faultsAfter("wallet SET available_nano = available_nano + 1", workspaceId)).toEqual([
    `wallet ${workspaceId}: its sums do not agree`,
  ]);
});
