import "server-only";
import { postgres } from "@/lib/postgres";

/**
 * Adds finished calls to the quarter-hour sums and answers how many were added. Safe to run at any time, by several
 * processes, and to kill at any line: sums are exact before and after, a run only makes them quicker to read.
 */
export async function rollUpUsage(): Promise<number> {
  const { rows } = await postgres().query<{ added: bigint }>("SELECT roll_up_usage() AS added");
  return Number(rows[0]?.added ?? 0n);
}

/** Seconds since the last roll-up. More than a minute means that nobody runs it: readers then add up raw rows themselves. */
export async function rollUpLagSeconds(): Promise<number> {
  const { rows } = await postgres().query<{ lag: number }>(
    "SELECT extract(epoch FROM now() - rolled_at)::float8 AS lag FROM usage_watermark",
  );
  return rows[0]?.lag ?? 0;
}
