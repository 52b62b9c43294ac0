import "server-only";
import { postgres } from "@/lib/postgres";

const MAX_HOLDS = 500;
const MAX_WALLETS = 500;
/** Longer than any call may take. A hold of that age is a leak of ours. */
const MAX_HOLD_AGE = "6 hours";

export type SweepReport = { endedHolds: number; expiredNano: bigint };

/**
 * Ends the holds of processes that died, charging what their last checkpoint says, and expires the lots that are due.
 * For the worker, every few seconds; safe to run twice, at once, and beside late settles.
 */
export async function sweep(): Promise<SweepReport> {
  let endedHolds = 0;
  let ended = MAX_HOLDS;
  // Short transactions, since each keeps the wallets that it touches locked.
  while (ended >= MAX_HOLDS) {
    const { rows } = await postgres().query<{ ended: number }>("SELECT sweep_holds($1, $2::interval) AS ended", [MAX_HOLDS, MAX_HOLD_AGE]);
    ended = rows[0]?.ended ?? 0;
    endedHolds += ended;
  }
  const { rows } = await postgres().query<{ expiredNano: bigint }>(`SELECT sweep_lots($1) AS "expiredNano"`, [MAX_WALLETS]);
  return { endedHolds, expiredNano: rows[0]?.expiredNano ?? 0n };
}

/** Makes the daily partitions of usage events for the days to come. For the worker, once an hour. Answers how many were missing. */
export async function ensureUsagePartitions(daysAhead = 7): Promise<number> {
  const { rows } = await postgres().query<{ made: number }>("SELECT ensure_usage_partitions($1) AS made", [daysAhead]);
  return rows[0]?.made ?? 0;
}
