import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** At most half a second of work, during which the one lock of the sums is held. */
const EVENTS_AT_ONCE = 20_000;
/** Shorter than the time between two rounds: the next round does the rest. */
const WITHIN_MS = 8_000;

/**
 * Adds finished calls to the quarter-hour sums, slice by slice, and returns how many were added. Safe to run at any time, in
 * several processes, and to kill at any line: sums are exact before and after, and a run only makes them faster to read.
 */
export async function rollUpUsage(eventsAtOnce = EVENTS_AT_ONCE): Promise<number> {
  const startedMs = performance.now();
  for (let all = 0; ; ) {
    const { rows } = await postgres().query<{ added: bigint; has_more: boolean }>("SELECT * FROM roll_up_usage_slice($1)", [eventsAtOnce]);
    all += Number(rows[0]?.added ?? 0n);
    if (!rows[0]?.has_more || performance.now() - startedMs > WITHIN_MS) return all;
  }
}

/** Seconds since the last roll-up, on the machine where it is oldest. Above a minute it is not running, and readers add up raw rows. */
export async function rollUpLagSeconds(): Promise<number> {
  const { rows } = await postgres().query<{ lag: number }>(
    "SELECT max(extract(epoch FROM now() - rolled_at))::float8 AS lag FROM usage_watermark",
  );
  return rows[0]?.lag ?? 0;
}
