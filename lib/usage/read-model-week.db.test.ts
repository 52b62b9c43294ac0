import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { walletWith } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { listModelCustomers, readModelWeek } from "@/lib/usage/read-model-week";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { idAt, insertEvent } from "@/lib/usage/testing/usage-events";

const NOW = new Date("2026-11-21T15:00:00Z");
const at = (time: string) => idAt(new Date(time));

test("a week of a model is the sum of all workspaces over seven days of UTC", async () => {
  const modelId = `claude-test-${newId()}`;
  const [mine, theirs] = [await walletWith({ availableNano: 1_000n }), await walletWith({ availableNano: 1_000n })];
  const event = { modelId, tokens: { input: 5, cacheWrite5m: 4, cacheWrite1h: 3, cacheRead: 2, output: 1 }, webSearches: 1 };
  await insertEvent({ ...event, workspaceId: mine, id: at("2026-11-15T00:00:00Z"), chargeNano: 7n });
  await insertEvent({ ...event, workspaceId: mine, id: at("2026-11-21T14:59:00Z"), chargeNano: 8n });
  await insertEvent({ ...event, workspaceId: theirs, id: at("2026-11-18T12:00:00Z"), chargeNano: 30n, keyId: newId() });
  await insertEvent({ ...event, workspaceId: theirs, id: at("2026-11-18T13:00:00Z"), chargeNano: 30n, keyId: newId() });
  await insertEvent({ ...event, workspaceId: mine, id: at("2026-11-14T23:59:59Z"), chargeNano: 100n });
  await insertEvent({ ...event, modelId: "claude-test-other", workspaceId: mine, id: at("2026-11-20T00:00:00Z"), chargeNano: 200n });
  await rollUpUsage();
  expect(await readModelWeek(modelId, NOW)).toEqual({
    since: new Date("2026-11-15T00:00:00Z"),
    requests: 4,
    tokens: { input: 20n, cacheWrite5m: 16n, cacheWrite1h: 12n, cacheRead: 8n, output: 4n },
    webSearches: 4n,
    chargeNano: 75n,
    workspaces: 2,
    keys: 3,
  });
  expect(
    (await listModelCustomers(modelId, NOW, 10)).map(({ workspaceId, requests, keys, chargeNano }) => [
      workspaceId,
      requests,
      keys,
      chargeNano,
    ]),
  ).toEqual([
    [theirs, 2, 2, 60n],
    [mine, 2, 1, 15n],
  ]);
  expect(await listModelCustomers(modelId, NOW, 1)).toHaveLength(1);
});

test("a model that nobody called has a week of nothing", async () => {
  expect(await readModelWeek(`claude-test-${newId()}`, NOW)).toMatchObject({ requests: 0, chargeNano: 0n, workspaces: 0, keys: 0 });
});

test("the days of all workspaces have an index of their own", async () => {
  const client = await postgres().connect();
  try {
    // A table of a few rows is read as a whole, if it may be.
    await client.query("BEGIN; SET LOCAL enable_seqscan = off");
    const { rows } = await client.query(
      "EXPLAIN SELECT sum(requests) FROM usage_span WHERE hours = 24 AND start >= '2026-11-15Z' AND model_id = 'claude-test-1'",
    );
    expect(JSON.stringify(rows)).toContain("usage_span_day_idx");
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});
