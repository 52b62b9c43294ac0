import type { AppError } from "@/lib/basics/errors";
import type { Batch } from "@/lib/batches/batch";
import { BATCHES_ENDPOINT } from "@/lib/batches/read-batch";
import { endBatchLease } from "@/lib/ledger/batch-holds";
import type { CallEnder } from "@/lib/ledger/end-calls";
import type { Settlement } from "@/lib/ledger/settlement";
import { postgres } from "@/lib/platform/postgres";
import { NO_USAGE } from "@/lib/relay/money/settle-call";
import type { RequestFacts } from "@/lib/wire/anthropic/metered-usage";

const AT_ONCE = 500;

/** A request of a batch as stored in its row. */
export type StoredRequest = { callId: string; modelId: string; priceVersion: number; facts: RequestFacts };

export const REQUEST_COLUMNS = `r.call_id AS "callId", r.model_id AS "modelId", r.price_version AS "priceVersion", r.asked AS "facts"`;

/**
 * Releases what is still held for a batch, with the reason on each receipt, except for calls whose end waits for an admin. Returns how
 * many. Safe to repeat.
 */
export async function releaseOpen(ender: CallEnder, batch: Batch, reason: string, httpStatus: number): Promise<number> {
  let released = 0;
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const { rows } = await postgres().query<StoredRequest>(
      `SELECT ${REQUEST_COLUMNS} FROM message_batch_request r JOIN hold h ON h.workspace_id = r.workspace_id AND h.id = r.call_id
       WHERE r.workspace_id = $1 AND r.batch_id = $2 AND r.call_id > $3 AND NOT EXISTS (
         SELECT FROM refused_settle s WHERE s.workspace_id = r.workspace_id AND s.call_id = r.call_id AND s.outcome IS NULL
       ) ORDER BY r.call_id LIMIT $4`,
      [batch.workspaceId, batch.id, after, AT_ONCE],
    );
    const last = rows.at(-1);
    if (!last) return released;
    await ender.end(rows.map((request) => releaseOfRequest(batch, request, reason, httpStatus)));
    released += rows.length;
    after = last.callId;
  }
}

/** The settlement of a free request. */
export function releaseOfRequest(
  batch: Batch,
  { callId, modelId, priceVersion }: StoredRequest,
  reason: string,
  httpStatus: number,
): Settlement {
  return {
    id: callId,
    workspaceId: batch.workspaceId,
    keyId: batch.keyId,
    modelId,
    priceVersion,
    outcome: "released",
    reason,
    endpoint: BATCHES_ENDPOINT,
    isStream: false,
    upstream: batch.accountName,
    upstreamRequestId: batch.upstreamId,
    httpStatus,
    stopReason: null,
    usage: NO_USAGE,
    priceNano: 0n,
    upstreamCostNano: 0n,
    firstByteMs: null,
    totalMs: 0,
  };
}

/** Marks a batch as ended or lost once nothing is held for it, and ends its lease. */
export async function endBatch(
  { workspaceId, id, leaseId }: Batch,
  end: { state: "ended" | "lost"; at: Date; counts: Pick<Batch, "succeeded" | "errored" | "canceled" | "expired"> },
): Promise<void> {
  const { succeeded, errored, canceled, expired } = end.counts;
  await postgres().query(
    `UPDATE message_batch SET state = $3, ended_at = $4, succeeded = $5, errored = $6, canceled = $7, expired = $8
     WHERE workspace_id = $1 AND id = $2 AND state IN ('submitting', 'submitted')`,
    [workspaceId, id, end.state, end.at, succeeded, errored, canceled, expired],
  );
  await endBatchLease(postgres(), leaseId);
}

/** Removes a batch that the upstream never accepted: its requests are free, and only their receipts stay. */
export async function withdrawBatch(ender: CallEnder, batch: Batch, { code }: AppError, httpStatus: number): Promise<void> {
  await releaseOpen(ender, batch, code, httpStatus);
  await postgres().query("DELETE FROM message_batch WHERE workspace_id = $1 AND id = $2 AND state = 'submitting'", [
    batch.workspaceId,
    batch.id,
  ]);
  await endBatchLease(postgres(), batch.leaseId);
}
