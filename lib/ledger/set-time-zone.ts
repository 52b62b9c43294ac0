import "server-only";
import type { Queryable } from "@/lib/platform/postgres";

/**
 * Changes a workspace's time zone. Current periods keep what was spent in them, and end as `change_time_zone.sql` says.
 * Returns the previous zone, or null if there is no such workspace.
 */
export async function setTimeZone(on: Queryable, workspaceId: string, timeZone: string, at: Date): Promise<string | null> {
  const { rows } = await on.query<{ before: string | null }>("SELECT change_time_zone($1, $2, $3) AS before", [workspaceId, timeZone, at]);
  return rows[0]?.before ?? null;
}
