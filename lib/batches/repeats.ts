import { createHash } from "node:crypto";
import { AppError } from "@/lib/basics/errors";
import { BATCH_COLUMNS, type Batch } from "@/lib/batches/batch";
import type { Caller } from "@/lib/keys/authenticate-key";
import { type Queryable, steady } from "@/lib/platform/postgres";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callerSecrets } from "@/lib/wire/caller-secrets";

/** What identifies a repeated creation. */
export type RepeatMark = {
  /** The hash of the caller's Idempotency-Key; null without one. */
  keyHash: Buffer | null;
  /** The key of the body's hash. It is stored nowhere, so that nobody can test guesses about the body. */
  markKey: string;
  /** An official client retries by itself, since it had no answer. */
  isRetry: boolean;
};

export function repeatMark(headers: RequestHeaders): RepeatMark {
  const key = headers["idempotency-key"];
  const retries = headers["x-stainless-retry-count"];
  if (key !== undefined) return { keyHash: createHash("sha256").update(key).digest(), markKey: key, isRetry: false };
  const secret = callerSecrets(headers).join(" ");
  const markKey = createHash("sha256").update(`batch ${secret}`).digest("hex");
  return { keyHash: null, markKey, isRetry: retries !== undefined && /^[1-9]\d{0,3}$/.test(retries) };
}

/**
 * The batch that this creation made before: with the same Idempotency-Key within a day, or as a client's own retry of the same body
 * within a quarter of an hour. Throws `conflict` for another body with the same key.
 */
export async function repeatedBatch(
  { workspaceId, keyId }: Pick<Caller, "workspaceId" | "keyId">,
  { keyHash, isRetry }: RepeatMark,
  requestHash: Uint8Array,
): Promise<Batch | null> {
  if (keyHash) {
    const { rows } = await steady.query<Batch>(
      `SELECT ${BATCH_COLUMNS} FROM message_batch WHERE workspace_id = $1 AND key_hash = $2 AND created_at > now() - interval '1 day'`,
      [workspaceId, keyHash],
    );
    const [known] = rows;
    if (known && !known.requestHash.equals(requestHash)) {
      const message = "This Idempotency-Key was used for another batch. Nothing was charged. Send a new key with a new batch.";
      throw new AppError("conflict", message, { isFinal: true, facts: { reason: "idempotency_key_reused" } });
    }
    return known ?? null;
  }
  return isRetry ? retriedBatch(steady, { workspaceId, keyId }, requestHash) : null;
}

/**
 * The same for a client's own retry. A retry may overtake the request that it repeats, so it first waits until earlier creations with the
 * same body are written. Later ones wait until this transaction ends.
 */
export async function retriedInTurn(
  on: Queryable,
  caller: Pick<Caller, "workspaceId" | "keyId">,
  { keyHash, isRetry }: RepeatMark,
  requestHash: Uint8Array,
): Promise<Batch | null> {
  // A unique index already admits only one per Idempotency-Key.
  if (keyHash) return null;
  await on.query("SELECT pg_advisory_xact_lock($1)", [Buffer.from(requestHash).readBigInt64BE().toString()]);
  return isRetry ? retriedBatch(on, caller, requestHash) : null;
}

async function retriedBatch(
  on: Queryable,
  { workspaceId, keyId }: Pick<Caller, "workspaceId" | "keyId">,
  requestHash: Uint8Array,
): Promise<Batch | null> {
  const { rows } = await on.query<Batch>(
    `SELECT ${BATCH_COLUMNS} FROM message_batch
     WHERE workspace_id = $1 AND key_id = $2 AND created_at > now() - interval '15 minutes' AND request_hash = $3 ORDER BY id DESC LIMIT 1`,
    [workspaceId, keyId, Buffer.from(requestHash)],
  );
  return rows[0] ?? null;
}
