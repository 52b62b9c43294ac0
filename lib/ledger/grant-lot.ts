import "server-only";
import { AppError, invariant } from "@/lib/basics/errors";
import type { Queryable } from "@/lib/platform/postgres";

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

/** Granted credit is burned before bought credit: it expires, and it cannot be refunded. */
const PRIORITY: Record<LotGrant["kind"], number> = { promo: 10, paid: 20 };

/**
 * Adds credit to a wallet; debt is paid from it first. The same reference of the wallet again returns "already_granted".
 * The same reference with other contents throws AppError "conflict". Throws "not_found" if there is no wallet.
 */
export async function grantLot(on: Queryable, lot: LotGrant): Promise<"granted" | "already_granted"> {
  invariant(lot.amountNano > 0n, "a lot is above zero");
  const { workspaceId, kind, entryKind, amountNano, contra, reference, expiresAt = null, actorUserId = null, note = null } = lot;
  const { rows } = await on.query<{ answer: string }>("SELECT grant_lot($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS answer", [
    workspaceId,
    kind,
    PRIORITY[kind],
    entryKind,
    amountNano,
    contra,
    reference,
    expiresAt,
    actorUserId,
    note,
  ]);
  const answer = rows[0]?.answer;
  if (answer === "granted" || answer === "already_granted") return answer;
  if (answer === "no_wallet") throw new AppError("not_found", "This workspace has no wallet.");
  throw new AppError("conflict", `The reference ${reference} was used before, for another movement.`);
}
