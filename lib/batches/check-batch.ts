import type { Batch } from "@/lib/batches/batch";
import { endBatch, releaseOpen } from "@/lib/batches/end-batch";
import { findSubmitted } from "@/lib/batches/find-submitted";
import { BATCHES_PATH, requestUpstream, type UpstreamBatch, upstreamBatchOf } from "@/lib/batches/request-upstream";
import { type Settling, settleResults } from "@/lib/batches/settle-results";
import { noteSubmitted } from "@/lib/batches/stored-batches";
import { log } from "@/lib/platform/log";
import { postgres } from "@/lib/platform/postgres";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** By then an upstream's list has every batch that it accepted. */
const LISTED_AFTER_MS = 15 * MINUTE_MS;
/** Anthropic's own 24 hours, and two for delays: a batch that it does not know then is lost. */
const LOST_AFTER_MS = 26 * HOUR_MS;
/** For an account that never answers or was deleted: the customer's money is not held for longer. */
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;

/** `upstream` is null if the account was deleted. Throws if the upstream or Postgres do not answer: the next check continues. */
export async function checkBatch(
  batch: Batch,
  settling: Omit<Settling, "upstream"> & { upstream: Settling["upstream"] | null },
  now: Date,
): Promise<void> {
  const { upstream } = settling;
  const ageMs = now.getTime() - batch.createdAt.getTime();
  if (ageMs > GIVEN_UP_AFTER_MS && (upstream === null || !(await isKnownUpstream({ ...settling, upstream }, batch))))
    return markLost(batch, settling, now);
  if (upstream === null) {
    log.error(
      { event: "batches.account_gone", requestId: `req_${batch.id}`, upstream: batch.accountName },
      "the account of a batch that is under way is gone",
    );
    return;
  }
  if (batch.state === "submitting") return checkSubmitted(batch, { ...settling, upstream }, now);
  const { status, body } = await requestUpstream(upstream, { method: "GET", path: `${BATCHES_PATH}/${batch.upstreamId}` });
  const seen = status === 200 ? upstreamBatchOf(body) : null;
  if (seen) return follow(batch, seen, { ...settling, upstream }, now);
  if (status === 404 && ageMs > LOST_AFTER_MS) return markLost(batch, settling, now);
  throw new Error(`The upstream answered ${status} where a batch is.`);
}

async function follow(batch: Batch, seen: UpstreamBatch, settling: Settling, now: Date): Promise<void> {
  if (!seen.hasEnded) return;
  const endedAt = seen.endedAt ?? now;
  await settleResults(settling, batch, endedAt);
  await endBatch(batch, { state: "ended", at: endedAt, counts: seen.counts });
}

async function checkSubmitted(batch: Batch, settling: Settling, now: Date): Promise<void> {
  const found = await findSubmitted(settling.upstream, batch);
  const ageMs = now.getTime() - batch.createdAt.getTime();
  if (found.kind === "found") {
    log.warn(
      { event: "batches.submission_found", requestId: `req_${batch.id}`, upstreamId: found.batch.id },
      "a batch whose submission was not answered is found",
    );
    await noteSubmitted(batch, found.batch.id, found.batch.expiresAt, now);
    await follow({ ...batch, state: "submitted", upstreamId: found.batch.id }, found.batch, settling, now);
  } else if (found.kind === "nowhere" ? ageMs > LISTED_AFTER_MS : ageMs > LOST_AFTER_MS) await markLost(batch, settling, now);
}

/** Releases everything that is held. What the upstream did with the batch is unknown here. */
async function markLost(batch: Batch, { ender }: Pick<Settling, "ender">, now: Date): Promise<void> {
  log.error(
    { event: "batches.lost", requestId: `req_${batch.id}`, upstream: batch.accountName, upstreamId: batch.upstreamId },
    "a batch is lost, its holds are released",
  );
  await releaseOpen(ender, batch, "batch_lost", 0);
  const { rows } = await postgres().query<{ charged: number }>(
    `SELECT count(*)::integer AS charged FROM message_batch_request r JOIN usage_event e
       ON e.workspace_id = r.workspace_id AND e.created_at = time_of_id(r.call_id) AND e.id = r.call_id AND e.charge_nano > 0
     WHERE r.workspace_id = $1 AND r.batch_id = $2`,
    [batch.workspaceId, batch.id],
  );
  const succeeded = rows[0]?.charged ?? 0;
  await endBatch(batch, {
    state: "lost",
    at: now,
    counts: { succeeded, errored: batch.requestCount - succeeded, canceled: 0, expired: 0 },
  });
}

async function isKnownUpstream({ upstream }: Settling, { upstreamId }: Batch): Promise<boolean> {
  if (!upstreamId) return false;
  const answer = await requestUpstream(upstream, { method: "GET", path: `${BATCHES_PATH}/${upstreamId}` }).catch(() => null);
  return answer?.status === 200 && upstreamBatchOf(answer.body) !== null;
}
