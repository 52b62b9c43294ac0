import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/** Whether Postgres knows this zone, so that it can compute budgets and months in it. */
export async function isReckonable(timeZone: string): Promise<boolean> {
  const { rows } = await postgres().query<{ known: string }>("SELECT known_time_zone($1) AS known", [timeZone]);
  return rows[0]?.known === timeZone;
}

/**
 * Changes a workspace's time zone. Current periods keep what was spent in them, and end as `change_time_zone.sql` says.
 * Returns the previous zone, or null if there is no such workspace.
 */
export async function moveTimeZone(on: Queryable, workspaceId: string, timeZone: string, at: Date): Promise<string | null> {
  const { rows } = await on.query<{ before: string | null }>("SELECT change_time_zone($1, $2, $3) AS before", [workspaceId, timeZone, at]);
  return rows[0]?.before ?? null;
}
