import "server-only";
import type { HoldAnswer } from "@/lib/ledger/settlement";
import { type RefusalLetter, refusalOfLetter } from "@/lib/ledger/statements/answer-letters";
import { arrayText, quotedArrayText } from "@/lib/pg-wire/array-text";
import type { Queryable } from "@/lib/platform/postgres";

/** The hold of one request of a batch. */
export type BatchHold = { id: string; modelId: string; priceVersion: number; amountNano: bigint };

/** One day longer than any upstream keeps results: a hold that is still open then will never be settled. */
const LIFETIME = "30 days";

const PLACE = `SELECT kind, available, held FROM place_batch_holds($1, $2, $3::uuid[], $4::text[], $5::integer[], $6::bigint[], $7)`;

type Row = { kind: "h" | RefusalLetter; available: bigint; held: bigint };

/** A lease for the holds of one batch. They stay until the batch is settled, even if the process that placed them dies. */
export async function openBatchLease(on: Queryable, batchId: string): Promise<bigint> {
  const { rows } = await on.query<{ id: bigint }>("SELECT open_lease($1, $2, true) AS id", [`batch ${batchId}`, LIFETIME]);
  return rows[0]?.id as bigint;
}

/** Call it once no hold is left under the lease. */
export async function endBatchLease(on: Queryable, leaseId: bigint): Promise<void> {
  await on.query("SELECT end_lease($1)", [leaseId.toString()]);
}

/** Holds all of them or none. The wallet stays locked until the transaction ends, so this comes last in it. The ids must be new. */
export async function placeBatchHolds(
  on: Queryable,
  { workspaceId, keyId, leaseId, holds }: { workspaceId: string; keyId: string; leaseId: bigint; holds: readonly BatchHold[] },
): Promise<HoldAnswer> {
  const { rows } = await on.query<Row>(PLACE, [
    workspaceId,
    keyId,
    // One text each: node-pg would convert each of ten thousand values by itself.
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
