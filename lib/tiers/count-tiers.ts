import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** How many workspaces are in each tier, by the rule of `usage_tier_of`, for all at once. A tier without any is missing. */
export async function countTiers(): Promise<Map<string, number>> {
  const { rows } = await postgres().query<{ id: string; count: number }>(
    `WITH topped_up AS (
       SELECT workspace_id, sum(amount_nano) AS nano FROM ledger_entry WHERE moves_tier(kind) GROUP BY workspace_id
     ), place AS (
       SELECT chosen.tier_id, coalesce(topped_up.nano, 0) AS nano, count(*) AS count
       FROM workspace LEFT JOIN topped_up ON topped_up.workspace_id = workspace.id
         LEFT JOIN workspace_tier chosen ON chosen.workspace_id = workspace.id
       GROUP BY 1, 2
     )
     SELECT coalesce(place.tier_id, reached.id) AS id, sum(count)::integer AS count
     FROM place LEFT JOIN LATERAL (
       SELECT id FROM usage_tier WHERE topup_nano IS NOT NULL
       ORDER BY topup_nano <= place.nano DESC, abs(place.nano - topup_nano) LIMIT 1
     ) AS reached ON place.tier_id IS NULL
     GROUP BY 1`,
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}
