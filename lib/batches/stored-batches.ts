import { BATCH_COLUMNS, type Batch, batchIdOf, noBatch } from "@/lib/batches/batch";
import { inTransaction, postgres, steady } from "@/lib/platform/postgres";

/** Finds a workspace's batch by the id that callers see. Throws `not_found`, also for another workspace's batch. */
export async function findBatch(workspaceId: string, name: string): Promise<Batch> {
  const id = batchIdOf(name);
  const { rows } = id
    ? await steady.query<Batch>(`SELECT ${BATCH_COLUMNS} FROM message_batch WHERE workspace_id = $1 AND id = $2`, [workspaceId, id])
    : NOTHING;
  if (!rows[0]) throw noBatch(name);
  return rows[0];
}

const NOTHING: { rows: Batch[] } = { rows: [] };

export type BatchPage = { batches: Batch[]; hasMore: boolean };

/** Newest first. `afterId` gives the older batches, `beforeId` the next newer ones. Throws `not_found` for an unknown id. */
export async function listBatches(
  workspaceId: string,
  { limit, afterId, beforeId }: { limit: number; afterId: string | null; beforeId: string | null },
): Promise<BatchPage> {
  const at = beforeId ?? afterId;
  const id = at === null ? null : batchIdOf(at);
  if (at !== null && id === null) throw noBatch(at);
  const [side, order] = beforeId !== null ? [">", "ASC"] : ["<", "DESC"];
  const { rows } = await steady.query<Batch>(
    `SELECT ${BATCH_COLUMNS} FROM message_batch WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id ${side} $2) ORDER BY id ${order} LIMIT $3`,
    [workspaceId, id, limit + 1],
  );
  const batches = rows.slice(0, limit);
  return { batches: beforeId !== null ? batches.reverse() : batches, hasMore: rows.length > limit };
}

/** The callers' names of a batch's requests, by the ids of their calls. */
export async function readCustomIds({ workspaceId, id }: Batch): Promise<Map<string, string>> {
  const { rows } = await steady.query<{ callId: string; customId: string }>(
    `SELECT call_id AS "callId", custom_id AS "customId" FROM message_batch_request WHERE workspace_id = $1 AND batch_id = $2 ORDER BY call_id`,
    [workspaceId, id],
  );
  return new Map(rows.map(({ callId, customId }) => [callId, customId]));
}

/** Stores that the upstream has accepted the batch, with its id there. False if that was known or the batch was given up meanwhile. */
export async function noteSubmitted({ workspaceId, id }: Batch, upstreamId: string, expiresAt: Date, lookAt: Date): Promise<boolean> {
  const { rowCount } = await postgres().query(
    `UPDATE message_batch SET state = 'submitted', upstream_id = $3, expires_at = $4, next_look_at = $5
     WHERE workspace_id = $1 AND id = $2 AND state = 'submitting'`,
    [workspaceId, id, upstreamId, expiresAt, lookAt],
  );
  return rowCount === 1;
}

/** Stores which account the batch is offered to next. */
export async function noteAccount({ workspaceId, id }: Batch, account: { id: string; name: string }): Promise<void> {
  await postgres().query("UPDATE message_batch SET account_id = $3, account_name = $4 WHERE workspace_id = $1 AND id = $2", [
    workspaceId,
    id,
    account.id,
    account.name,
  ]);
}

export async function noteCanceling({ workspaceId, id }: Batch, at: Date): Promise<void> {
  await postgres().query(
    `UPDATE message_batch SET cancel_initiated_at = coalesce(cancel_initiated_at, $3), next_look_at = $3
     WHERE workspace_id = $1 AND id = $2 AND state = 'submitted'`,
    [workspaceId, id, at],
  );
}

/** Somebody is waiting for the batch: the worker looks at it in its next round, at most every few seconds. */
export async function hurry({ workspaceId, id }: Batch): Promise<void> {
  await postgres().query(
    "UPDATE message_batch SET next_look_at = now() WHERE workspace_id = $1 AND id = $2 AND state = 'submitted' AND next_look_at > now()",
    [workspaceId, id],
  );
}

/** Deletes the batch and its requests. Their charges and receipts stay. */
export async function dropBatch({ workspaceId, id }: Batch): Promise<void> {
  await inTransaction((on) => on.query("DELETE FROM message_batch WHERE workspace_id = $1 AND id = $2", [workspaceId, id]));
}
