import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { ownerConnection } from "@/lib/testing/owner";
import { rollUpUsage } from "@/lib/usage/roll-up-usage";
import { sumUsage } from "@/lib/usage/sum-usage";
import { insertEvent } from "@/lib/usage/testing/usage-events";

const QUARTER_MS = 15 * 60_000;
const around = () => {
  const now = Date.now() - (Date.now() % QUARTER_MS);
  return { from: new Date(now - 4 * QUARTER_MS), to: new Date(now + 4 * QUARTER_MS), by: [], timeZone: "UTC" };
};
const requests = async (workspaceId: string) => (await sumUsage(workspaceId, around()))[0]?.requests ?? 0;
const rolledUp = async (workspaceId: string) => {
  const { rows } = await postgres().query("SELECT coalesce(sum(requests), 0)::integer AS sum FROM usage_rollup WHERE workspace_id = $1", [
    workspaceId,
  ]);
  return rows[0].sum;
};

/** A transaction in another test's database may hold back the horizon of roll-ups for a while. */
const horizonPassed = () =>
  expect
    .poll(
      async () =>
        (await postgres().query("SELECT bool_and(xid < pg_snapshot_xmin(pg_current_snapshot())) AS is FROM usage_event")).rows[0].is,
      {
        timeout: 20_000,
      },
    )
    .toBe(true);

test("a roll-up takes slices of whole transactions, larger ones too, and counts every call once", async () => {
  const workspaceId = newId();
  for (let n = 0; n < 9; n += 1) await insertEvent({ workspaceId });
  const owner = await ownerConnection();
  await owner.query("BEGIN");
  for (let n = 0; n < 12; n += 1) await insertEvent({ workspaceId }, owner);
  await owner.query("COMMIT");
  await owner.end();
  for (let n = 0; n < 4; n += 1) await insertEvent({ workspaceId });
  await horizonPassed();
  const slice = async () => (await postgres().query("SELECT * FROM roll_up_usage_slice(5)")).rows[0];
  const slices: { added: bigint; has_more: boolean }[] = [];
  do slices.push(await slice());
  while (slices.at(-1)?.has_more);
  expect(slices.map(({ added }) => Number(added))).toEqual([5, 4, 12, 4]);
  expect([await rolledUp(workspaceId), await requests(workspaceId)]).toEqual([25, 25]);
  for (let n = 0; n < 11; n += 1) await insertEvent({ workspaceId });
  await horizonPassed();
  expect(await rollUpUsage(3)).toBe(11);
  expect([await rolledUp(workspaceId), await requests(workspaceId)]).toEqual([36, 36]);
});

test("while one process rolls up, another one leaves at once", async () => {
  const workspaceId = newId();
  await insertEvent({ workspaceId });
  await horizonPassed();
  const owner = await ownerConnection();
  await owner.query("BEGIN");
  await owner.query("SELECT FROM usage_watermark FOR UPDATE");
  expect(await rollUpUsage()).toBe(0);
  await owner.end();
  expect(await rollUpUsage()).toBe(1);
  expect(await requests(workspaceId)).toBe(1);
});

test("each database machine has a watermark of its own: what one has rolled up says nothing of another's transactions", async () => {
  const workspaceId = newId();
  await insertEvent({ workspaceId });
  expect(await rollUpUsage()).toBeGreaterThan(0);
  const client = await postgres().connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL relais.node = '7'");
    // A machine without a roll-up reads all events as raw rows. Here one server plays both machines, so ours count again.
    const { rows } = await client.query("SELECT * FROM roll_up_usage_slice(1000000)");
    expect(Number(rows[0].added)).toBeGreaterThan(0);
    const marks = await client.query("SELECT node FROM usage_watermark ORDER BY node");
    expect(marks.rows.map(({ node }) => node)).toEqual([0, 7]);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  expect(await requests(workspaceId)).toBe(1);
});
