import "server-only";
import { hostname } from "node:os";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { type AccountHealth, healthOf } from "@/lib/upstreams/pool/health";
import type { UpstreamPool } from "@/lib/upstreams/pool/pool";

const WRITE_MS = 5_000;
/** Written again after this time without a change, so that a reader can distinguish a quiet process from a dead one. */
const FRESH_MS = 60_000;
const STALE_MS = 180_000;

/** The state of one account in one front door. */
export type InstanceHealth = AccountHealth & { instance: string; writtenAt: Date };

/** Reports to the admin's page how this process sees its accounts: every few seconds, when something changed. */
export class PoolHealthWriter {
  private written = "";
  private writtenMs = 0;
  private readonly timer: NodeJS.Timeout;

  private readonly instance: string;

  /** `instance` is this process's name on its host. */
  constructor(
    private readonly pool: UpstreamPool,
    instance: string,
  ) {
    this.instance = `${hostname()} ${instance}`;
    this.timer = setInterval(() => {
      // The only loss is a stale page, and the next tick tries again.
      this.write().catch((error) =>
        log.warn({ event: "upstreams.health_unwritten", err: error }, "the health of the upstream accounts was not written"),
      );
    }, WRITE_MS).unref();
  }

  async write(nowMs = Date.now()): Promise<void> {
    const health = JSON.stringify(this.pool.all().map((member) => healthOf(member, nowMs)));
    if (health === this.written && nowMs - this.writtenMs < FRESH_MS) return;
    await postgres().query(WRITE, [this.instance, health]);
    this.written = health;
    this.writtenMs = nowMs;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    // A stopped process has no state of accounts; rows that it leaves behind are stale within minutes anyway.
    await postgres()
      .query("DELETE FROM upstream_health WHERE instance = $1", [this.instance])
      .catch(() => undefined);
  }
}

/** The rows of all live processes, by account. */
export async function readPoolHealth(): Promise<InstanceHealth[]> {
  const { rows } = await postgres().query(
    `SELECT instance, account_id, calls::float8 AS calls, failures::float8 AS failures, cooling, last_failure_at, last_failure_label,
       last_failure_message, written_at
     FROM upstream_health WHERE written_at > now() - $1 * interval '1 millisecond' ORDER BY account_id, instance`,
    [STALE_MS],
  );
  return rows.map((row) => ({
    instance: row.instance,
    accountId: row.account_id,
    calls: row.calls,
    failures: row.failures,
    cooling: row.cooling,
    lastFailure: row.last_failure_at && {
      at: row.last_failure_at.toISOString(),
      label: row.last_failure_label,
      message: row.last_failure_message,
    },
    writtenAt: row.written_at,
  }));
}

/** One statement: accounts that left the pool leave the table with it. */
const WRITE = `
  WITH found AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS each ("accountId" text, calls bigint, failures bigint, cooling jsonb, "lastFailure" jsonb)
  ), gone AS (
    DELETE FROM upstream_health WHERE instance = $1 AND account_id NOT IN (SELECT "accountId" FROM found)
  )
  INSERT INTO upstream_health (instance, account_id, calls, failures, cooling, last_failure_at, last_failure_label, last_failure_message)
  SELECT $1, "accountId", calls, failures, cooling, ("lastFailure"->>'at')::timestamptz, "lastFailure"->>'label', "lastFailure"->>'message'
  FROM found
  ON CONFLICT (instance, account_id) DO UPDATE SET
    calls = excluded.calls, failures = excluded.failures, cooling = excluded.cooling, last_failure_at = excluded.last_failure_at,
    last_failure_label = excluded.last_failure_label, last_failure_message = excluded.last_failure_message, written_at = now()`;
