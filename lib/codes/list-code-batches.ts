import "server-only";
import type { NewBatch } from "@/lib/codes/batch";
import { postgres } from "@/lib/platform/postgres";

export type BatchLine = Omit<NewBatch, "isOncePerWorkspace"> & {
  id: string;
  /** Over all codes of the batch. */
  usesLeft: number;
  voidedAt: Date | null;
  createdAt: Date;
};

const LISTED = 100;

/** The newest batches, and what is left of each. */
export async function listCodeBatches(): Promise<BatchLine[]> {
  const { rows } = await postgres().query<BatchLine>(
    `SELECT id, name, kind, amount_nano AS "amountNano", code_count AS "codeCount", uses_per_code AS "usesPerCode",
       for_whom AS "forWhom", for_email AS "forEmail", credit_days AS "creditDays", redeem_until AS "redeemUntil",
       voided_at AS "voidedAt", created_at AS "createdAt",
       (SELECT sum(c.uses_left)::float8 FROM redemption_code c WHERE c.batch_id = b.id) AS "usesLeft"
     FROM code_batch b ORDER BY created_at DESC, id DESC LIMIT $1`,
    [LISTED],
  );
  return rows;
}
