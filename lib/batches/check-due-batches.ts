import "server-only";
import { isUuid } from "@/lib/basics/ids";
import { BATCH_COLUMNS, type Batch } from "@/lib/batches/batch";
import { checkBatch } from "@/lib/batches/check-batch";
import { CallEnder } from "@/lib/ledger/end-calls";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";
import { priceBook } from "@/lib/pricing/price-book";
import { readUpstreamAccount } from "@/lib/upstream-accounts/read-accounts";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { environmentAccount } from "@/lib/upstreams/stored/stored-accounts";
import type { Upstream } from "@/lib/upstreams/upstream";

const AT_ONCE = 3;
const MOST_OF_A_ROUND = 60;
/** After this many failures an account is skipped for the rest of the round, so that other batches need not wait for it. */
const MOST_FAILURES = 3;
/** A new batch is checked often, an old one rarely. `hurry` brings a check forward when somebody waits. */
const SHORTEST_MS = 20_000;
const LONGEST_MS = 300_000;

/**
 * Checks the batches that are due: polls running ones, settles ended ones, and finds or gives up those that may not have been accepted.
 * The worker runs it every few seconds. Safe to run twice at once and to be killed at any line. Returns how many were checked.
 */
export async function checkDueBatches(now = new Date()): Promise<number> {
  const batches = await claimDue(now);
  if (batches.length === 0) return 0;
  const ender = new CallEnder(env.DATABASE_URL);
  const upstreams = new Map<string, Promise<Upstream | null>>();
  const prices = await priceBook();
  const upstreamFor = (accountId: string) => {
    const known = upstreams.get(accountId) ?? openAccount(accountId);
    upstreams.set(accountId, known);
    return known;
  };
  const waiting = [...batches];
  const failures = new Map<string, number>();
  const leftOut: Batch[] = [];
  const checkQueued = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      const failed = failures.get(batch.accountId) ?? 0;
      if (failed >= MOST_FAILURES) {
        leftOut.push(batch);
        continue;
      }
      try {
        await checkBatch(batch, { ender, prices, upstream: await upstreamFor(batch.accountId) }, now);
      } catch (error) {
        // The next check tries again. Until then the batch stays as it is, and requests that are settled stay settled.
        failures.set(batch.accountId, failed + 1);
        log.warn({ event: "batches.round_failed", err: error, requestId: `req_${batch.id}` }, "a batch could not be checked");
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, checkQueued));
    await checkSoon(leftOut, now);
  } finally {
    await ender.close();
    for (const opened of await Promise.all(upstreams.values())) await opened?.close();
  }
  return batches.length;
}

/**
 * Claims due batches by postponing their next check, so that another worker claims other ones. One batch of each workspace comes before the
 * second of any, so that no workspace waits for another's hundreds.
 */
async function claimDue(now: Date): Promise<Batch[]> {
  const { rows } = await postgres().query<Batch>(
    `UPDATE message_batch b
     SET next_look_at = $1::timestamptz + least(greatest(($1::timestamptz - created_at) / 20, $3 * interval '1 ms'), $4 * interval '1 ms')
     FROM (
       SELECT b.workspace_id AS of, b.id AS batch
       FROM message_batch b JOIN (
         SELECT workspace_id, id, next_look_at, row_number() OVER (PARTITION BY workspace_id ORDER BY next_look_at) AS turn
         FROM message_batch WHERE state IN ('submitting', 'submitted') AND next_look_at <= $1
       ) in_turn ON in_turn.workspace_id = b.workspace_id AND in_turn.id = b.id
       WHERE b.state IN ('submitting', 'submitted') AND b.next_look_at <= $1
       ORDER BY in_turn.turn, in_turn.next_look_at LIMIT $2 FOR UPDATE OF b SKIP LOCKED
     ) due
     WHERE b.workspace_id = due.of AND b.id = due.batch RETURNING ${BATCH_COLUMNS}`,
    [now, MOST_OF_A_ROUND, SHORTEST_MS, LONGEST_MS],
  );
  return rows;
}

/** Batches that waited behind failures are checked again soon, and not together with the failing ones. */
async function checkSoon(batches: readonly Batch[], now: Date): Promise<void> {
  if (batches.length === 0) return;
  await postgres().query(
    `UPDATE message_batch b SET next_look_at = least(next_look_at, $3::timestamptz)
     FROM unnest($1::uuid[], $2::uuid[]) AS left_out (of, batch) WHERE b.workspace_id = left_out.of AND b.id = left_out.batch`,
    [batches.map(({ workspaceId }) => workspaceId), batches.map(({ id }) => id), new Date(now.getTime() + SHORTEST_MS)],
  );
}

/** Opens the account in any state, since its running batches are still settled. Null if it was deleted or its credentials do not open. */
async function openAccount(accountId: string): Promise<Upstream | null> {
  if (!isUuid(accountId)) return createUpstream(environmentAccount().account);
  const stored = await readUpstreamAccount(accountId).catch((error) => {
    log.error({ event: "batches.account_unusable", err: error, accountId }, "the account of a batch cannot be used");
    return null;
  });
  return stored && createUpstream(stored.account);
}
