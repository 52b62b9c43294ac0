import pg from "pg";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { ownerConnection } from "@/lib/testing/owner";
import { rollUpLagSeconds, rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumUsage, type UsageQuestion } from "@/lib/usage/sum-usage";
import { idAt, insertEvent, TEST_KEY, TEST_MODEL } from "@/lib/usage/testing/usage-events";

const NOVEMBER: UsageQuestion = {
  from: new Date("2026-11-01T00:00:00Z"),
  to: new Date("2026-12-01T00:00:00Z"),
  by: [],
  timeZone: "UTC",
};
const at = (time: string) => idAt(new Date(time));

async function totalOf(workspaceId: string) {
  const [total] = await sumUsage(workspaceId, NOVEMBER);
  return { requests: total?.requests ?? 0, chargeNano: total?.chargeNano ?? 0n };
}

test("sums are exact before a roll-up, after it, and with rows of both kinds", async () => {
  const workspaceId = newId();
  const event = { workspaceId, tokens: { input: 5, cacheWrite5m: 4, cacheWrite1h: 3, cacheRead: 2, output: 1 }, chargeNano: 7n };
  const once = { requests: 1, freeRequests: 0, tokens: event.tokens, chargeNano: 7n };
  const twice = { requests: 2, tokens: { input: 10, cacheWrite5m: 8, cacheWrite1h: 6, cacheRead: 4, output: 2 }, chargeNano: 14n };
  await insertEvent({ ...event, id: at("2026-11-02T10:00:00Z") });
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(once);
  await rollUpUsage();
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(once);
  await insertEvent({ ...event, id: at("2026-11-02T10:01:00Z") });
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(twice);
  await rollUpUsage();
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(twice);
});

test("a call that was settled late counts as one request, free only until it is charged", async () => {
  const workspaceId = newId();
  const id = await insertEvent({ workspaceId, id: at("2026-11-02T10:00:00Z"), outcome: "expired" });
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject({ requests: 1, freeRequests: 1, chargeNano: 0n });
  await rollUpUsage();
  await insertEvent({ workspaceId, id, isLate: true, outcome: "settled_late", tokens: { output: 4 }, chargeNano: 6n });
  const settled = { requests: 1, freeRequests: 0, chargeNano: 6n, tokens: { input: 0, output: 4 } };
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(settled);
  await rollUpUsage();
  expect((await sumUsage(workspaceId, NOVEMBER))[0]).toMatchObject(settled);
});

test("a workspace without calls sums to nothing", async () => {
  expect(await sumUsage(newId(), NOVEMBER)).toEqual([]);
  expect(await sumUsage(newId(), { ...NOVEMBER, by: ["day"] })).toEqual([]);
});

test("other workspaces' calls never enter a sum", async () => {
  const [mine, theirs] = [newId(), newId()];
  await insertEvent({ workspaceId: theirs, id: at("2026-11-02T10:00:00Z"), chargeNano: 9n });
  expect(await sumUsage(mine, NOVEMBER)).toEqual([]);
  await rollUpUsage();
  expect(await sumUsage(mine, NOVEMBER)).toEqual([]);
});

test("days are those of the asked time zone, also where it is a quarter of an hour off", async () => {
  const workspaceId = newId();
  for (const id of [at("2026-11-02T18:14:59.999Z"), at("2026-11-02T18:15:00Z")]) await insertEvent({ workspaceId, id, chargeNano: 1n });
  const days = async () =>
    (await sumUsage(workspaceId, { ...NOVEMBER, by: ["day"], timeZone: "Asia/Kathmandu" })).map((sum) => [sum.day, sum.requests]);
  const expected = [
    ["2026-11-02", 1],
    ["2026-11-03", 1],
  ];
  expect(await days()).toEqual(expected);
  await rollUpUsage();
  expect(await days()).toEqual(expected);
});

test("a sum is split by day, model and key, and its parts add up to the whole", async () => {
  const workspaceId = newId();
  const otherKey = newId();
  await insertEvent({ workspaceId, id: at("2026-11-02T10:00:00Z"), chargeNano: 1n });
  await insertEvent({ workspaceId, id: at("2026-11-03T10:00:00Z"), chargeNano: 2n, keyId: otherKey });
  await rollUpUsage();
  await insertEvent({ workspaceId, id: at("2026-11-03T10:00:00Z"), chargeNano: 4n, modelId: "claude-test-2" });
  const parts = await sumUsage(workspaceId, { ...NOVEMBER, by: ["day", "model", "key"] });
  expect(parts.map((part) => [part.day, part.modelId, part.keyId, part.chargeNano])).toEqual([
    ["2026-11-02", TEST_MODEL, TEST_KEY, 1n],
    ["2026-11-03", TEST_MODEL, otherKey, 2n],
    ["2026-11-03", "claude-test-2", TEST_KEY, 4n],
  ]);
  expect(await totalOf(workspaceId)).toEqual({ requests: 3, chargeNano: 7n });
  expect((await sumUsage(workspaceId, { ...NOVEMBER, keyId: otherKey }))[0]).toMatchObject({ requests: 1, chargeNano: 2n });
  expect((await sumUsage(workspaceId, { ...NOVEMBER, modelId: "claude-test-2" }))[0]).toMatchObject({ requests: 1, chargeNano: 4n });
});

test("a range holds its first instant and not its last", async () => {
  const workspaceId = newId();
  for (const id of [at("2026-10-31T23:59:59.999Z"), at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")])
    await insertEvent({ workspaceId, id });
  expect((await totalOf(workspaceId)).requests).toBe(1);
  await rollUpUsage();
  expect((await totalOf(workspaceId)).requests).toBe(1);
});

test("a transaction that commits long after later ones is counted once, whatever was rolled up meanwhile", async () => {
  const workspaceId = newId();
  const slow = await ownerConnection();
  await slow.query("BEGIN");
  await insertEvent({ workspaceId, id: at("2026-11-05T00:00:00Z"), chargeNano: 100n }, slow);
  for (let index = 0; index < 5; index++) {
    await insertEvent({ workspaceId, id: at("2026-11-05T00:00:01Z"), chargeNano: 1n });
    await rollUpUsage();
  }
  expect(await totalOf(workspaceId)).toEqual({ requests: 5, chargeNano: 5n });
  await slow.query("COMMIT");
  await slow.end();
  expect(await totalOf(workspaceId)).toEqual({ requests: 6, chargeNano: 105n });
  await rollUpUsage();
  await rollUpUsage();
  expect(await totalOf(workspaceId)).toEqual({ requests: 6, chargeNano: 105n });
});

test("roll-ups racing each other and slow writers count every call once, and every reading on the way is a true one", async () => {
  const workspaceId = newId();
  let written = 0;
  const writer = async (seed: number) => {
    const client = await ownerConnection();
    for (let round = 0; round < 12; round++) {
      await client.query("BEGIN");
      for (let each = 0; each <= (seed + round) % 3; each++)
        await insertEvent({ workspaceId, id: at("2026-11-06T00:00:00Z"), chargeNano: 1n }, client);
      if ((seed + round) % 4 === 0) await client.query("SELECT pg_sleep(0.02)");
      await client.query(round % 5 === 4 ? "ROLLBACK" : "COMMIT");
      if (round % 5 !== 4) written += ((seed + round) % 3) + 1;
    }
    await client.end();
  };
  let isWriting = true;
  const reader = async () => {
    for (let last = 0; isWriting; ) {
      const { requests, chargeNano } = await totalOf(workspaceId);
      expect(BigInt(requests)).toBe(chargeNano);
      expect(requests).toBeGreaterThanOrEqual(last);
      last = requests;
    }
  };
  const roller = async () => {
    while (isWriting) await rollUpUsage();
  };
  const watchers = [reader(), roller(), roller()];
  await Promise.all([0, 1, 2, 3].map(writer));
  isWriting = false;
  await Promise.all(watchers);
  expect(await totalOf(workspaceId)).toEqual({ requests: written, chargeNano: BigInt(written) });
  // A transaction in another test's database may hold back the xmin horizon for a while.
  for (let rolled = 0; rolled < written; ) {
    await rollUpUsage();
    const { rows } = await postgres().query("SELECT sum(requests)::int AS rolled FROM usage_rollup WHERE workspace_id = $1", [workspaceId]);
    rolled = rows[0].rolled;
    expect(rolled).toBeLessThanOrEqual(written);
  }
  expect(await totalOf(workspaceId)).toEqual({ requests: written, chargeNano: BigInt(written) });
});

test("a roll-up that is rolled back has changed nothing", async () => {
  const workspaceId = newId();
  await insertEvent({ workspaceId, id: at("2026-11-07T00:00:00Z"), chargeNano: 3n });
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query("BEGIN");
  await client.query("SELECT roll_up_usage_slice(20000)");
  await client.query("ROLLBACK");
  await client.end();
  expect(await totalOf(workspaceId)).toEqual({ requests: 1, chargeNano: 3n });
  await rollUpUsage();
  expect(await totalOf(workspaceId)).toEqual({ requests: 1, chargeNano: 3n });
  expect(await rollUpLagSeconds()).toBeLessThan(60);
});
