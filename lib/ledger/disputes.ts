import "server-only";
import type { Queryable } from "@/lib/platform/postgres";

export type DisputeNote = {
  workspaceId: string;
  topUpId: string;
  disputeId: string;
  /** The service's word. A new one may come at any time. */
  status: string;
  reason: string;
  chargeMinor: bigint;
  currency: string;
  /** Whether the bank has the money now. Null: the status does not say, and the money stays where it is. */
  takes: boolean | null;
  evidenceUntil: Date | null;
  openedAt: Date;
  /** When the service was asked, by one clock for all processes: an older answer changes nothing. */
  readAt: Date;
};

export type BookedDispute = { kind: "taken" | "returned" | "noted" | "stale" | "unpaid"; debtNano: bigint };

/** Books what the payment service says of a dispute: the credit is taken when the bank has the money, and comes back with it. */
export async function bookDispute(on: Queryable, note: DisputeNote): Promise<BookedDispute> {
  const { rows } = await on.query<BookedDispute>(
    `SELECT answer AS kind, debt_nano AS "debtNano" FROM book_dispute($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[note.workspaceId, note.topUpId, note.disputeId, note.status, note.reason, note.chargeMinor, note.currency],
      ...[note.takes, note.evidenceUntil, note.openedAt, note.readAt],
    ],
  );
  return rows[0] as BookedDispute;
}
