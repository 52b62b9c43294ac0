import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** Half a second of work at most, for which the sums' one lock is held. */
const EVENTS_AT_ONCE = 20_000;
/** Shorter than the time between two rounds: what is left then is the next one's. */
const WITHIN_MS = 8_000;

/**
 * Adds finished calls to the quarter-hour sums, slice by slice, and answers how many were added. Safe to run at any time, by
 * several processes, and to kill at any line: sums are exact before and after, a run only makes them quicker to read.
 */
export async function rollUpUsage(eventsAtOnce = EVENTS_AT_ONCE): Promise<number> {
  const startedMs = performance.now();
  for (let all = 0; ; ) {
    const { rows } = await postgres().query<{ added: bigint; has_more: boolean }>("SELECT * FROM roll_up_usage_slice($1)", [eventsAtOnce]);
    all += Number(rows[0]?.added ?? 0n);
    if (!rows[0]?.has_more || performance.now() - startedMs > WITHIN_MS) return all;
  }
}

/** Seconds since the last roll-up, on the machine where it is longest ago. More than a minute means that nobody runs it: readers then add up raw rows themselves. */
export async function rollUpLagSeconds(): Promise<number> {
  const { rows } = await postgres().query<{ lag: number }>(
    "SELECT max(extract(epoch FROM now() - rolled_at))::float8 AS lag FROM usage_watermark",
  );
  return rows[0]?.lag ?? 0;
}
