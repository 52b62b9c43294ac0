import "server-only";
import { AppError, invariant } from "@/lib/basics/errors";
import type { Transaction } from "@/lib/platform/transaction";

export type LotGrant = {
  workspaceId: string;
  kind: "paid" | "promo";
  entryKind: "topup" | "grant" | "adjustment";
  amountNano: bigint;
  /** The other side of the movement: "stripe_clearing", "promo_expense". */
  contra: string;
  /** What makes a repeat harmless: "topup:<id>". */
  reference: string;
  expiresAt?: Date;
  actorUserId?: string;
  note?: string;
};

/** Given credit is burned before bought credit: it is the part that expires, and that nobody can ask back. */
const PRIORITY: Record<LotGrant["kind"], number> = { promo: 10, paid: 20 };

/**
 * Adds credit to a wallet; debt is paid out of it first. The same reference again is "already_granted",
 * the same reference with other contents throws AppError "conflict". Throws "not_found" without a wallet.
 */
export async function grantLot(transaction: Transaction, lot: LotGrant): Promise<"granted" | "already_granted"> {
  invariant(lot.amountNano > 0n, "a lot is above zero");
  const [row] = await transaction.$queryRaw<{ answer: string }[]>`
    SELECT grant_lot(
      ${lot.workspaceId}::uuid, ${lot.kind}, ${PRIORITY[lot.kind]}::integer, ${lot.entryKind}, ${lot.amountNano}::bigint, ${lot.contra},
      ${lot.reference}, ${lot.expiresAt ?? null}::timestamptz, ${lot.actorUserId ?? null}::uuid, ${lot.note ?? null}
    ) AS answer`;
  if (row?.answer === "granted" || row?.answer === "already_granted") return row.answer;
  if (row?.answer === "no_wallet") throw new AppError("not_found", "This workspace has no wallet.");
  throw new AppError("conflict", `The reference ${lot.reference} was used before, for another movement.`);
}
