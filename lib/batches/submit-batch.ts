import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import { BATCH_COLUMNS, type Batch } from "@/lib/batches/batch";
import type { PricedRequest } from "@/lib/batches/price-requests";
import { type RepeatMark, retriedInTurn } from "@/lib/batches/repeats";
import type { Caller } from "@/lib/keys/authenticate-key";
import { openBatchLease, placeBatchHolds } from "@/lib/ledger/batch-holds";
import type { HoldAnswer } from "@/lib/ledger/settlement";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { capReached } from "@/lib/relay/refusals/cap-reached";
import { frozenRefusal, isFrozenReason } from "@/lib/relay/refusals/frozen-refusal";

const LIFETIME_MS = 24 * 3_600_000;
const ROWS_AT_ONCE = 500;
/** By then the submitting process has its answer or has died. */
const UNKNOWN_FOR_MS = 300_000;

export type Submission = {
  id: string;
  receivedAt: Date;
  account: { id: string; name: string };
  requests: readonly PricedRequest[];
  mark: RepeatMark;
  requestHash: Uint8Array;
};

export type Submitted = { batch: Batch; isRepeated: boolean };

/**
 * Stores the batch and holds what it may cost, both or neither, before it is sent to any upstream. Throws `insufficient_balance` and
 * similar codes, and `conflict` if another batch with the same Idempotency-Key came first. A retry gets the batch that it repeats.
 */
export async function submitBatch({ workspaceId, keyId }: Caller, submission: Submission): Promise<Submitted> {
  let refusal: Extract<HoldAnswer, { kind: "refused" }> | null = null;
  try {
    return await inTransaction(async (on) => {
      const known = await retriedInTurn(on, { workspaceId, keyId }, submission.mark, submission.requestHash);
      if (known) return { batch: known, isRepeated: true };
      const leaseId = await openBatchLease(on, submission.id);
      const batch = await insertBatch(on, { workspaceId, keyId, leaseId }, submission);
      await insertRequests(on, batch, submission.requests);
      const holds = submission.requests.map(({ callId, ...hold }) => ({ id: callId, ...hold }));
      const answer = await placeBatchHolds(on, { workspaceId, keyId, leaseId, holds });
      if (answer.kind === "held") return { batch, isRepeated: false };
      refusal = answer;
      throw new Error("not held");
    });
  } catch (error) {
    throw refusal ? await notCoveredBatch({ workspaceId, keyId }, submission, refusal) : error;
  }
}

async function insertBatch(
  on: Queryable,
  { workspaceId, keyId, leaseId }: Pick<Batch, "workspaceId" | "keyId" | "leaseId">,
  { id, receivedAt, account, requests, mark: { keyHash }, requestHash }: Submission,
): Promise<Batch> {
  // An Idempotency-Key identifies a batch for a day. An older batch under it does not matter.
  if (keyHash) {
    await on.query(
      "UPDATE message_batch SET key_hash = NULL WHERE workspace_id = $1 AND key_hash = $2 AND created_at < now() - interval '1 day'",
      [workspaceId, keyHash],
    );
  }
  const { rows } = await on.query<Batch>(
    `INSERT INTO message_batch (workspace_id, id, key_id, account_id, account_name, lease_id, request_count, key_hash, request_hash, created_at,
       expires_at, next_look_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING ${BATCH_COLUMNS}`,
    [
      workspaceId,
      id,
      keyId,
      account.id,
      account.name,
      leaseId.toString(),
      requests.length,
      keyHash,
      Buffer.from(requestHash),
      receivedAt,
      new Date(receivedAt.getTime() + LIFETIME_MS),
      new Date(receivedAt.getTime() + UNKNOWN_FOR_MS),
    ],
  );
  if (!rows[0])
    throw new AppError("conflict", "A batch under this Idempotency-Key is just being submitted. Nothing was charged.", {
      retryAfterSeconds: 5,
    });
  return rows[0];
}

/** Inserts in portions: serialising all of them at once would block this process's calls, and one statement would exceed its time limit. */
async function insertRequests(on: Queryable, { workspaceId, id }: Batch, requests: readonly PricedRequest[]): Promise<void> {
  for (let from = 0; from < requests.length; from += ROWS_AT_ONCE) {
    const rows = requests.slice(from, from + ROWS_AT_ONCE).map(({ callId, customId, modelId, priceVersion, facts }) => {
      return { call_id: callId, custom_id: customId, model_id: modelId, price_version: priceVersion, asked: facts };
    });
    await on.query(
      `INSERT INTO message_batch_request (workspace_id, batch_id, call_id, custom_id, model_id, price_version, asked)
       SELECT $1, $2, i.* FROM jsonb_to_recordset($3::jsonb) AS i (call_id uuid, custom_id text, model_id text, price_version integer, asked jsonb)`,
      [workspaceId, id, JSON.stringify(rows)],
    );
  }
}

async function notCoveredBatch(
  caller: Pick<Caller, "workspaceId" | "keyId">,
  { requests, receivedAt }: Submission,
  { reason, availableNano, heldNano }: Extract<HoldAnswer, { kind: "refused" }>,
): Promise<AppError> {
  const neededNano = requests.reduce((sum, { amountNano }) => sum + amountNano, 0n);
  if (reason === "monthly_cap" || reason === "key_budget") return capReached({ caller, receivedAt }, reason, neededNano, null);
  const facts = {
    available: dollarsFromNano(availableNano),
    held: dollarsFromNano(heldNano),
    needed: dollarsFromNano(neededNano),
    max_tokens_that_fits: null,
  };
  if (isFrozenReason(reason)) return frozenRefusal(reason, facts);
  const held = heldNano === 0n ? "" : ` ($${facts.held} more is held for calls that are running)`;
  const message =
    `The balance of $${facts.available}${held} does not cover this batch, whose ${requests.length} requests may cost up to $${facts.needed} together. ` +
    "Nothing was charged, and none of them was sent. Top up, lower max_tokens, or send fewer requests at once.";
  return new AppError("insufficient_balance", message, { facts });
}
