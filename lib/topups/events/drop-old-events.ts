import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Stripe lists its events for thirty days, so an event of that age can never come again. */
const KEPT_DAYS = 90;
const BATCH = 5_000;

/** Deletes handled events that Stripe delivered long ago, since they name people. Returns how many. */
export async function dropOldEvents(): Promise<number> {
  const { rowCount } = await postgres().query(
    `DELETE FROM stripe_event WHERE id IN (
       SELECT id FROM stripe_event WHERE state IN ('done', 'ignored') AND received_at < now() - make_interval(days => $1) LIMIT $2)`,
    [KEPT_DAYS, BATCH],
  );
  return rowCount ?? 0;
}
