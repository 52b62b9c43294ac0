import { AppError } from "@/lib/basics/errors";
import { isUuid } from "@/lib/basics/ids";
import { env } from "@/lib/platform/env";

type BatchState = "submitting" | "submitted" | "ended" | "lost";

/** A batch as stored in its row. */
export type Batch = {
  workspaceId: string;
  id: string;
  keyId: string;
  accountId: string;
  accountName: string;
  leaseId: bigint;
  requestCount: number;
  requestHash: Buffer;
  state: BatchState;
  /** The upstream's id of the batch; null until it is known. */
  upstreamId: string | null;
  createdAt: Date;
  expiresAt: Date;
  cancelInitiatedAt: Date | null;
  endedAt: Date | null;
  archivedAt: Date | null;
  succeeded: number;
  errored: number;
  canceled: number;
  expired: number;
};

export const BATCH_COLUMNS = `workspace_id AS "workspaceId", id, key_id AS "keyId", account_id AS "accountId", account_name AS "accountName",
  lease_id AS "leaseId", request_count AS "requestCount", request_hash AS "requestHash", state, upstream_id AS "upstreamId",
  created_at AS "createdAt", expires_at AS "expiresAt", cancel_initiated_at AS "cancelInitiatedAt", ended_at AS "endedAt",
  archived_at AS "archivedAt", succeeded, errored, canceled, expired`;

const PREFIX = "msgbatch_";

/** The id that callers see. */
export function batchName(id: string): string {
  return PREFIX + id.replaceAll("-", "");
}

/** The row's id from a caller's id; null if it cannot be a batch's. */
export function batchIdOf(name: string): string | null {
  const hex = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return isUuid(id) ? id : null;
}

/** The address of a batch's results. */
function resultsUrl(id: string): string {
  return `${env.RELAIS_PUBLIC_URL.replace(/\/+$/, "")}/api/v1/messages/batches/${batchName(id)}/results`;
}

export function hasEnded({ state }: Batch): boolean {
  return state === "ended" || state === "lost";
}

/** The batch in Anthropic's shape. It has ended once every one of its results is settled. */
export function batchObject(batch: Batch): object {
  const isOver = hasEnded(batch);
  const { succeeded, errored, canceled, expired } = batch;
  return {
    id: batchName(batch.id),
    type: "message_batch",
    processing_status: isOver ? "ended" : batch.cancelInitiatedAt ? "canceling" : "in_progress",
    request_counts: { processing: isOver ? 0 : batch.requestCount, succeeded, errored, canceled, expired },
    created_at: batch.createdAt.toISOString(),
    expires_at: batch.expiresAt.toISOString(),
    ended_at: batch.endedAt?.toISOString() ?? null,
    cancel_initiated_at: batch.cancelInitiatedAt?.toISOString() ?? null,
    archived_at: batch.archivedAt?.toISOString() ?? null,
    results_url: isOver && !batch.archivedAt ? resultsUrl(batch.id) : null,
  };
}

export function noBatch(name: string): AppError {
  return new AppError(
    "not_found",
    `There is no batch ${name.slice(0, 100)} in this workspace. GET /api/v1/messages/batches lists all of them.`,
  );
}
