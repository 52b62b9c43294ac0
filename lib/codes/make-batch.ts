import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { invariant } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { NewBatch } from "@/lib/codes/batch";
import { hashOfCode, newCode } from "@/lib/codes/code-text";
import { inTransaction } from "@/lib/platform/postgres";

/**
 * Makes codes and audits who did. Returns the codes, which are stored as hashes and can never be read again; null if the batch was made
 * before, as by a form that was sent twice.
 */
export function makeBatch(actor: PersonActor, batchId: string, batch: NewBatch): Promise<string[] | null> {
  const codes = Array.from({ length: batch.codeCount }, newCode);
  return inTransaction(async (on) => {
    const { rows: made } = await on.query(
      `INSERT INTO code_batch (id, name, kind, amount_nano, code_count, uses_per_code, is_once_per_workspace, for_whom, for_email,
         credit_days, redeem_until, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        batchId,
        batch.name,
        batch.kind,
        batch.amountNano,
        batch.codeCount,
        batch.usesPerCode,
        batch.isOncePerWorkspace,
        batch.forWhom,
        batch.forEmail,
        batch.creditDays,
        batch.redeemUntil,
        actor.userId,
      ],
    );
    if (made.length === 0) return null;
    const hashes = codes.map(hashOfCode);
    const { rows } = await on.query<{ added: boolean }>("SELECT add_codes($1, $2) AS added", [batchId, hashes]);
    invariant(rows[0]?.added, "a new batch takes its codes");
    const { name, kind, codeCount, usesPerCode, forWhom, creditDays } = batch;
    const after = { name, kind, amount: dollarsFromNano(batch.amountNano), codeCount, usesPerCode, forWhom, creditDays };
    await writeAudit(on, actor, { action: "code_batch.make", target: `code_batch:${batchId}`, after });
    return codes;
  });
}

/** Ends a batch: none of its codes can be redeemed any more. What was redeemed stays. False if it had ended, or does not exist. */
export function voidBatch(actor: PersonActor, batchId: string): Promise<boolean> {
  return inTransaction(async (on) => {
    const { rows } = await on.query("UPDATE code_batch SET voided_at = now() WHERE id = $1 AND voided_at IS NULL RETURNING id", [batchId]);
    if (rows.length === 0) return false;
    await writeAudit(on, actor, { action: "code_batch.void", target: `code_batch:${batchId}` });
    return true;
  });
}
