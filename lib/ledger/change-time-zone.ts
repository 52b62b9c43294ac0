import "server-only";
import { postgres, type Queryable } from "@/lib/platform/postgres";

/** Whether budgets and months can be reckoned in this zone: Postgres knows it. */
export async function isReckonable(timeZone: string): Promise<boolean> {
  const { rows } = await postgres().query<{ known: string }>("SELECT known_time_zone($1) AS known", [timeZone]);
  return rows[0]?.known === timeZone;
}

/**
 * Changes a workspace's time zone. Periods under way keep what was spent in them, and end as the migration of
 * `change_time_zone` says. Returns the zone before, null for a workspace that is not there.
 */
export async function moveTimeZone(on: Queryable, workspaceId: string, timeZone: string, at: Date): Promise<string | null> {
  const { rows } = await on.query<{ before: string | null }>("SELECT change_time_zone($1, $2, $3) AS before", [workspaceId, timeZone, at]);
  return rows[0]?.before ?? null;
}
