import "server-only";
import type { HoldAnswer } from "@/lib/ledger/settlement";
import { type RefusalLetter, refusalOfLetter } from "@/lib/ledger/statements/letters";
import { arrayText, quotedArrayText } from "@/lib/pg-wire/array-text";
import type { Queryable } from "@/lib/platform/postgres";

/** What is to be held for one request of a batch. */
export type BatchHold = { id: string; modelId: string; priceVersion: number; amountNano: bigint };

/** As long as any upstream keeps results, and a day: what still stands then, nobody will ever settle. */
const LIFETIME = "30 days";

const PLACE = `SELECT kind, available, held FROM place_batch_holds($1, $2, $3::uuid[], $4::text[], $5::integer[], $6::bigint[], $7)`;

type Row = { kind: "h" | RefusalLetter; available: bigint; held: bigint };

/** A lease for the holds of one batch, which stand until the batch is settled, whatever becomes of the process that placed them. */
export async function openBatchLease(on: Queryable, batchId: string): Promise<bigint> {
  const { rows } = await on.query<{ id: bigint }>(
    `INSERT INTO worker_lease (instance, expires_at, is_batch) VALUES ($1, now() + interval '${LIFETIME}', true) RETURNING id`,
    [`batch ${batchId}`],
  );
  return rows[0]?.id as bigint;
}

/** To be called once no hold stands under it. */
export async function endBatchLease(on: Queryable, leaseId: bigint): Promise<void> {
  await on.query("UPDATE worker_lease SET expires_at = now() WHERE id = $1 AND expires_at > now()", [leaseId.toString()]);
}

/** Holds all of them or none, under the wallet's lock until the transaction ends: the last thing that it does. For ids that are new. */
export async function placeBatchHolds(
  on: Queryable,
  { workspaceId, keyId, leaseId, holds }: { workspaceId: string; keyId: string; leaseId: bigint; holds: readonly BatchHold[] },
): Promise<HoldAnswer> {
  const { rows } = await on.query<Row>(PLACE, [
    workspaceId,
    keyId,
    // As text: node-pg would look at each of ten thousand values by itself.
    arrayText(holds, ({ id }) => id),
    quotedArrayText(holds, ({ modelId }) => modelId),
    arrayText(holds, ({ priceVersion }) => priceVersion),
    arrayText(holds, ({ amountNano }) => amountNano),
    leaseId.toString(),
  ]);
  const { kind, available: availableNano, held: heldNano } = rows[0] as Row;
  if (kind === "h") return { kind: "held", availableNano };
  return { kind: "refused", reason: refusalOfLetter(kind), availableNano, heldNano };
}
