import "server-only";
import { readSteadily } from "@/lib/platform/postgres";

/** What an operator watches in payments and background work. All counts are over small, indexed sets. */
export type BackgroundHealth = {
  openTopUps: number;
  topUpsInReview: number;
  pendingEvents: number;
  deadEvents: number;
  oldestPendingEventSeconds: number;
  waitingJobs: number;
  failedJobs: number;
  refusedSettles: number;
};

export async function readBackgroundHealth(): Promise<BackgroundHealth> {
  const { rows } = await readSteadily<BackgroundHealth>({
    text: `SELECT
       (SELECT count(*)::int FROM topup WHERE state IN ('created', 'processing')) AS "openTopUps",
       (SELECT count(*)::int FROM topup WHERE state = 'review') AS "topUpsInReview",
       (SELECT count(*)::int FROM stripe_event WHERE state = 'pending') AS "pendingEvents",
       (SELECT count(*)::int FROM stripe_event WHERE state = 'dead') AS "deadEvents",
       (SELECT coalesce(extract(epoch FROM now() - min(received_at)), 0)::int FROM stripe_event WHERE state = 'pending')
         AS "oldestPendingEventSeconds",
       (SELECT count(*)::int FROM graphile_worker.jobs WHERE run_at <= now() AND attempts < max_attempts) AS "waitingJobs",
       (SELECT count(*)::int FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL) AS "failedJobs",
       (SELECT count(*)::int FROM refused_settle WHERE outcome IS NULL) AS "refusedSettles"`,
  });
  const [row] = rows;
  if (!row) throw new Error("a query without FROM answers with one row");
  return row;
}
