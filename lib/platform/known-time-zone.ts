import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Whether Postgres knows this zone, so that it can compute budgets and months in it. */
export async function isKnownTimeZone(timeZone: string): Promise<boolean> {
  const { rows } = await postgres().query<{ known: string }>("SELECT known_time_zone($1) AS known", [timeZone]);
  return rows[0]?.known === timeZone;
}
