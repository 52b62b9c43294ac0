import "server-only";
import { postgres } from "@/lib/platform/postgres";

export type LedgerEntry = {
  id: string;
  kind: string;
  amountNano: bigint;
  contra: string;
  reference: string;
  note: string | null;
  createdAt: Date;
};
/** More entries than a workspace can make by its hourly limit of top-ups. */
const MOST_ENTRIES = 1_000;

/** The entries of a period, newest first, and whether there are entries before it. `isCut`: the period itself has more of them. */
export async function listEntriesBetween(
  workspaceId: string,
  from: Date,
  to: Date,
): Promise<{ entries: LedgerEntry[]; hasOlder: boolean; isCut: boolean }> {
  const { rows } = await postgres().query<LedgerEntry>(
    `SELECT id, kind, amount_nano AS "amountNano", contra, reference, note, created_at AS "createdAt" FROM ledger_entry
     WHERE workspace_id = $1 AND created_at >= $2 AND created_at < $3 ORDER BY id DESC LIMIT $4`,
    [workspaceId, from, to, MOST_ENTRIES],
  );
  const older = await postgres().query("SELECT FROM ledger_entry WHERE workspace_id = $1 AND created_at < $2 LIMIT 1", [workspaceId, from]);
  return { entries: rows, hasOlder: older.rowCount === 1, isCut: rows.length === MOST_ENTRIES };
}

/** Newest first. `before` is the id of the last entry on the previous page. */
export type LedgerEntryPage = { limit: number; before?: string };

/** The movements of the balance that are not usage: top-ups, grants, refunds, expiries, adjustments. */
export async function listLedgerEntries(workspaceId: string, page: LedgerEntryPage): Promise<LedgerEntry[]> {
  const { rows } = await postgres().query<LedgerEntry>(
    `SELECT id, kind, amount_nano AS "amountNano", contra, reference, note, created_at AS "createdAt" FROM ledger_entry
     WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [workspaceId, page.before ?? null, page.limit],
  );
  return rows;
}
