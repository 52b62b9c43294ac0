import { afterAll, beforeAll, expect, test } from "vitest";
import { reprice, repriceDatabase } from "@/dev/reprice";
import type { Ledger } from "@/lib/ledger/ledger";
import { postgres } from "@/lib/postgres";
import { testLedger, walletWith } from "@/lib/testing/ledger";
import { holdOf, settlementOf } from "@/lib/testing/ledger-calls";
import { NO_TOKENS, type Usage } from "@/lib/tokens";

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

/** What that costs on Claude Sonnet 4.6: $0.024036 times 1.1, and a cent for the search. */
const PRICE_NANO = 36_439_600n;

async function settledCall(): Promise<string> {
  const workspaceId = await walletWith({ availableNano: 5_000_000_000n });
  const hold = { ...holdOf(workspaceId, 50_000_000n), modelId: "claude-sonnet-4-6", priceVersion: 1 };
  await ledger.placeHold(hold);
  await ledger.settle(settlementOf(hold, PRICE_NANO, { usage: USAGE }));
  return workspaceId;
}

test("a call priced again from its row gives the same nano-dollars", async () => {
  await settledCall();
  expect(await repriceDatabase(process.env.DATABASE_URL as string)).toMatchObject({ equal: 1, faults: [] });
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
  const workspaceId = await settledCall();
  const client = await postgres().connect();
  try {
    await client.query("BEGIN; SET LOCAL session_replication_role = replica");
    const { rowCount } = await client.query(`UPDATE usage_event SET ${change} WHERE workspace_id = '${workspaceId}'`);
    expect(rowCount).toBe(1);
    expect((await reprice(client)).faults).toHaveLength(faults);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("what another model did inside a call is priced again too, and a changed part is found", async () => {
  const workspaceId = await walletWith({ availableNano: 5_000_000_000n });
  const hold = { ...holdOf(workspaceId, 50_000_000n), modelId: "claude-sonnet-4-6", priceVersion: 1 };
  await ledger.placeHold(hold);
  const part = { modelId: "claude-opus-5-5", priceVersion: 1, tokens: { ...NO_TOKENS, input: 7 }, priceNano: 30_800n };
  const settlement = settlementOf(hold, PRICE_NANO + part.priceNano, { usage: USAGE, parts: [part] });
  await Promise.all([ledger.settle(settlement), ledger.settle(settlement)]);
  expect((await reprice(postgres())).faults).toEqual([]);
  const client = await postgres().connect();
  await client.query("BEGIN; SET LOCAL session_replication_role = replica");
  await client.query("UPDATE usage_part SET input_tokens = 8 WHERE workspace_id = $1", [workspaceId]);
  expect((await reprice(client)).faults).toHaveLength(2);
  await client.query("ROLLBACK");
  client.release();
});

test("a wallet whose money nobody can explain is found", async () => {
  const workspaceId = await settledCall();
  const client = await postgres().connect();
  await client.query("BEGIN");
  await client.query("UPDATE wallet SET available_nano = available_nano + 1 WHERE workspace_id = $1", [workspaceId]);
  expect((await reprice(client)).faults).toEqual([`wallet ${workspaceId}: its sums do not agree`]);
  await client.query("ROLLBACK");
  client.release();
});
