import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Credit with its own origin and end, of which something is left. */
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
 * The parts of a balance in the order in which calls use them, and how many there are. Together they are what is available and held. A
 * finished call takes from the lots later, so what is still to be taken is subtracted here, in the order of `burn_lots`.
 */
export async function listLots(workspaceId: string): Promise<{ lots: Lot[]; count: number }> {
  const { rows } = await postgres().query<Lot & { count: number }>(
    `SELECT id, kind, granted_nano AS "grantedNano", remaining_nano - taken_nano AS "leftNano", expires_at AS "expiresAt",
       created_at AS "createdAt", (count(*) OVER ())::integer AS count
     FROM (
       SELECT l.*, least(l.remaining_nano, greatest(w.spent_total_nano - w.burned_total_nano - coalesce(sum(l.remaining_nano) OVER earlier, 0), 0)::bigint)
         AS taken_nano
       FROM wallet w JOIN credit_lot l ON l.workspace_id = w.workspace_id AND l.remaining_nano > 0
       WHERE w.workspace_id = $1
       WINDOW earlier AS (ORDER BY l.priority, l.expires_at, l.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
     ) lot
     WHERE remaining_nano > taken_nano
     ORDER BY priority, expires_at, id LIMIT $2`,
    [workspaceId, MOST_LOTS],
  );
  return { lots: rows.map(({ count: _, ...lot }) => lot), count: rows[0]?.count ?? 0 };
}
