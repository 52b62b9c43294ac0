import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Credit with its own origin and end that is not used up. */
export type Lot = {
  id: string;
  /** `promo` was given, `paid` was bought. */
  kind: "paid" | "promo";
  grantedNano: bigint;
  /** What no finished call has used. Running calls may still take it. */
  leftNano: bigint;
  expiresAt: Date | null;
  createdAt: Date;
};

/** More parts of a balance than a page or an answer shows. */
const MOST_LOTS = 100;

/**
 * The lots of the workspace $1 that are not used up, in plain SQL. A finished call takes from the lots later, in the order of `burn_lots`: what
 * is still to be taken is subtracted here.
 */
export const LOTS_LEFT = `
  SELECT id, reference, kind, granted_nano AS "grantedNano", remaining_nano - taken_nano AS "leftNano", expires_at AS "expiresAt",
    created_at AS "createdAt", priority
  FROM (
    SELECT l.*, least(l.remaining_nano, greatest(w.spent_total_nano - w.burned_total_nano - coalesce(sum(l.remaining_nano) OVER earlier, 0), 0)::bigint)
      AS taken_nano
    FROM wallet w JOIN credit_lot l ON l.workspace_id = w.workspace_id AND l.remaining_nano > 0
    WHERE w.workspace_id = $1
    WINDOW earlier AS (ORDER BY l.priority, l.expires_at, l.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
  ) lot
  WHERE remaining_nano > taken_nano`;

/** The parts of a balance in the order in which calls use them, and how many there are. Together they are what is available and held. */
export async function listLots(workspaceId: string): Promise<{ lots: Lot[]; count: number }> {
  const { rows } = await postgres().query<Lot & { priority: number; reference: string; count: number }>(
    `SELECT *, (count(*) OVER ())::integer AS count FROM (${LOTS_LEFT}) AS lot ORDER BY priority, "expiresAt", id LIMIT $2`,
    [workspaceId, MOST_LOTS],
  );
  return { lots: rows.map(({ priority: _, count: __, reference: ___, ...lot }) => lot), count: rows[0]?.count ?? 0 };
}

/** What is left of these lots, the first to end first. Those that are used up or never end are left out. */
export async function readEndingLots(workspaceId: string, lotIds: string[]): Promise<{ leftNano: bigint; expiresAt: Date }[]> {
  const { rows } = await postgres().query<{ leftNano: bigint; expiresAt: Date }>(
    `SELECT "leftNano", "expiresAt" FROM (${LOTS_LEFT}) AS lot WHERE id = ANY ($2::uuid[]) AND "expiresAt" IS NOT NULL ORDER BY "expiresAt", id`,
    [workspaceId, lotIds],
  );
  return rows;
}
