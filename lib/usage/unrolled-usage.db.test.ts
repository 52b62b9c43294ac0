import type pg from "pg";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { ownerConnection } from "@/lib/testing/owner";
import { TEST_KEY } from "@/lib/usage/testing/usage-events";

const EVENTS = 20_000;

/** Priced calls of one quarter of an hour that are not rolled up. */
async function unrolledCalls(owner: pg.Client): Promise<string> {
  const workspaceId = newId();
  await owner.query(
    `INSERT INTO usage_event (id, workspace_id, created_at, key_id, model_id, price_version, outcome, endpoint, is_stream, http_status, input_tokens,
       cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, web_searches, modifiers, is_estimated, hold_nano, price_nano,
       charge_nano, absorbed_nano, total_ms, is_late)
     SELECT gen_random_uuid(), $1, timestamptz '2026-11-20 10:00' + n * interval '10 ms', $2, model_id, version, 'settled', 'messages', false, 200,
       n % 900, n % 70, n % 5, n % 20000, n % 400, 0, '{}', false, 0, n, n, 0, 1, false
     FROM generate_series(1, $3::integer) AS n, (SELECT model_id, version FROM price WHERE kind = 'sale' ORDER BY model_id, version LIMIT 1) AS price`,
    [workspaceId, TEST_KEY, EVENTS],
  );
  return workspaceId;
}

/** CPU seconds of the server for one statement, the second time that it runs, as the server itself counts them. */
async function cpuSeconds(owner: pg.Client, text: string, values: unknown[]): Promise<number> {
  let seconds = Number.NaN;
  const note = ({ detail = "" }: { detail?: string }) => {
    const [, user = "", system = ""] = /([\d.]+) s user, ([\d.]+) s system, [\d.]+ s elapsed/.exec(detail) ?? [];
    if (user) seconds = Number.parseFloat(user) + Number.parseFloat(system);
  };
  await owner.query(text, values);
  owner.on("notice", note);
  await owner.query("SET client_min_messages = log");
  await owner.query("SET log_executor_stats = on");
  await owner.query(text, values);
  await owner.query("RESET log_executor_stats");
  await owner.query("RESET client_min_messages");
  owner.off("notice", note);
  return seconds;
}

test("calls that are not rolled up cost little more to be added up than to be read", async () => {
  const owner = await ownerConnection();
  try {
    await owner.query("BEGIN");
    const workspaceId = await unrolledCalls(owner);
    const range = [workspaceId, "2026-11-20", "2026-11-21"];
    await owner.query("SET LOCAL jit = off");
    const read = await cpuSeconds(
      owner,
      `SELECT model_id, sum(charge_nano), sum(input_tokens), sum(cache_read_tokens), sum(output_tokens), count(*) FROM usage_event
       WHERE workspace_id = $1 AND created_at >= $2 AND created_at < $3 GROUP BY 1`,
      range,
    );
    // Each event was priced again by 18 times the time that its reading takes, whether this was wanted or not.
    expect((await cpuSeconds(owner, "SELECT sum(charge_nano) FROM unrolled_usage($1, $2, $3, false)", range)) / read).toBeLessThan(6);
    expect((await cpuSeconds(owner, "SELECT sum(charge_nano) FROM unrolled_usage($1, $2, $3, true)", range)) / read).toBeLessThan(12);
    await owner.query("ROLLBACK");
  } finally {
    await owner.end();
  }
});

test("whatever plan is kept, a search for calls that are not rolled up reads none of the others", async () => {
  const owner = await ownerConnection();
  try {
    await owner.query("BEGIN");
    const workspaceId = await unrolledCalls(owner);
    // A transaction that nobody has begun: all of these calls are rolled up.
    await owner.query(
      "INSERT INTO usage_watermark (node, rolled_before) VALUES (0, '9223372036854775807') ON CONFLICT (node) DO UPDATE SET rolled_before = excluded.rolled_before",
    );
    await owner.query("ANALYZE usage_event");
    const readRows = async () => {
      const { rows } = await owner.query<{ read: number }>(
        "SELECT sum(pg_stat_get_xact_tuples_fetched(indexrelid) + pg_stat_get_xact_tuples_returned(indexrelid))::integer AS read FROM pg_stat_user_indexes WHERE relname LIKE 'usage_event%'",
      );
      return rows[0]?.read ?? 0;
    };
    // After some executions Postgres plans for any range of time instead of this one.
    await owner.query("SET LOCAL plan_cache_mode = force_generic_plan");
    const range = [workspaceId, "2026-11-20 10:00", "2026-11-20 10:15"];
    for (const text of [
      "SELECT call_quarters($1, NULL, NULL, $2, $3, true, 51)",
      "SELECT unrolled_usage($1, $2, $3, true)",
      "SELECT unrolled_usage($1, $2, $3, false)",
    ]) {
      const before = await readRows();
      await owner.query(text, range);
      expect([text, (await readRows()) - before]).toEqual([text, 0]);
    }
    await owner.query("ROLLBACK");
  } finally {
    await owner.end();
  }
});
