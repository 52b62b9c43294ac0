import "server-only";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";

/** What the newest calls say of one upstream account. */
export type AccountCalls = {
  /** Calls that it answered, and calls that it failed at, whether or not another account then answered. */
  calls: number;
  failures: number;
  /** Of the first byte; null without an answer. */
  medianMs: number | null;
  slowMs: number | null;
  /** Calls in each of the equal parts of the time, the newest last. */
  course: number[];
};

/** `since`: no call before it was looked at. The accounts are by their names. */
export type AccountActivity = { since: Date; accounts: Map<string, AccountCalls> };

/** `isRetried`: another account was asked then. */
export type AccountFailure = { at: Date; workspaceId: string; callId: string; label: string; modelId: string | null; isRetried: boolean };

const DAY_MS = 86_400_000;
/** Bounds what is read, however many calls a day has. */
const CALLS_AT_MOST = 5_000;
/** Calls that reached no account are passed over, but no more than this. */
const LOOKED_AT_MOST = 20_000;
const FAILURES_AT_MOST = 20;
const COURSE_PARTS = 24;
const FAILED = ["upstream_unavailable", "upstream_failed", "upstream_timeout", "upstream_cut", "rate_limited"];

// By transaction the newest calls of all workspaces are found at once: each partition has that index, for the roll-up.
const NEWEST = `looked AS MATERIALIZED (
    SELECT created_at, workspace_id, id, upstream, model_id, reason, first_byte_ms, is_late FROM usage_event ORDER BY xid DESC LIMIT ${LOOKED_AT_MOST}
  ), newest AS MATERIALIZED (
    SELECT * FROM looked WHERE created_at >= $1 AND upstream IS NOT NULL AND NOT is_late LIMIT ${CALLS_AT_MOST}
  )`;

type ActivityRow = {
  name: string;
  since: Date;
  calls: number;
  failures: number;
  median: number | null;
  slow: number | null;
  course: number[];
};

/** How the accounts did, by the newest calls of the last day. */
export async function readAccountActivity(names: string[], now: Date): Promise<AccountActivity> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const { rows } = await byTransaction((on) =>
    on.query<ActivityRow>(
      `WITH ${NEWEST}, seen AS (
       SELECT CASE WHEN count(*) < ${CALLS_AT_MOST} AND (SELECT count(*) FROM looked) < ${LOOKED_AT_MOST} THEN $1
         ELSE coalesce(min(created_at), $2) END AS since FROM newest
     ), call AS (
       SELECT newest.*, least(${COURSE_PARTS} * extract(epoch FROM created_at - since) / greatest(extract(epoch FROM $2 - since), 1),
         ${COURSE_PARTS - 1})::integer AS part
       FROM newest, seen
     )
     SELECT account.name, seen.since, answered.calls::integer, (answered.failures + passed.failures)::integer AS failures,
       answered.median, answered.slow,
       ARRAY(SELECT (SELECT count(*) FROM call WHERE call.upstream = account.name AND call.part = each.part)::integer
         FROM generate_series(0, ${COURSE_PARTS - 1}) AS each (part) ORDER BY each.part) AS course
     FROM unnest($3::text[]) AS account (name) CROSS JOIN seen
     CROSS JOIN LATERAL (
       SELECT count(*) AS calls, count(*) FILTER (WHERE reason = ANY ($4::text[])) AS failures,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY first_byte_ms) AS median,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY first_byte_ms) AS slow
       FROM call WHERE call.upstream = account.name
     ) AS answered
     CROSS JOIN LATERAL (
       SELECT count(*) AS failures FROM (
         SELECT FROM usage_move move WHERE move.upstream = account.name AND move.created_at >= seen.since AND why = 'failover'
         LIMIT ${CALLS_AT_MOST}
       ) AS met
     ) AS passed`,
      [dayAgo, now, names, FAILED],
    ),
  );
  const accounts = rows.map(({ name, calls, failures, median, slow, course }): [string, AccountCalls] => [
    name,
    { calls, failures, medianMs: median, slowMs: slow, course },
  ]);
  return { since: rows[0]?.since ?? dayAgo, accounts: new Map(accounts) };
}

/** The last failures of an account within a day, newest first: those after which another account was asked, and those that ended a call. */
export async function listAccountFailures(name: string, now: Date): Promise<AccountFailure[]> {
  const { rows } = await byTransaction((on) =>
    on.query<AccountFailure>(
      `WITH ${NEWEST}
     SELECT * FROM (
       (SELECT created_at AS at, workspace_id AS "workspaceId", id AS "callId", reason AS label, model_id AS "modelId", false AS "isRetried"
        FROM newest WHERE upstream = $2 AND reason = ANY ($3::text[]) ORDER BY created_at DESC LIMIT ${FAILURES_AT_MOST})
       UNION ALL
       (SELECT created_at, workspace_id, call_id, label, NULL, true
        FROM usage_move WHERE upstream = $2 AND why = 'failover' AND created_at >= $1 ORDER BY created_at DESC LIMIT ${FAILURES_AT_MOST})
     ) AS failure ORDER BY at DESC LIMIT ${FAILURES_AT_MOST}`,
      [new Date(now.getTime() - DAY_MS), name, FAILED],
    ),
  );
  return rows;
}

/** The newest calls are never in the statistics, so the planner would sort all calls of the day instead of reading the last of them. */
function byTransaction<Result>(read: (on: Queryable) => Promise<Result>): Promise<Result> {
  return inTransaction(async (on) => {
    await on.query("SELECT set_config(name, 'off', true) FROM unnest($1::text[]) AS planner (name)", [
      ["enable_seqscan", "enable_bitmapscan", "enable_sort", "jit"],
    ]);
    return read(on);
  });
}
