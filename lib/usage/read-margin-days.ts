import "server-only";
import { postgres } from "@/lib/platform/postgres";

/** What customers were charged on a day of UTC, and what the upstreams billed for the same calls. */
export type MarginDay = { start: Date; requests: number; chargeNano: bigint; upstreamCostNano: bigint };

const DAY_MS = 86_400_000;

/** The last days over all workspaces, today last. It reads sums alone: the calls of the last seconds are missing until the next roll-up. */
export async function readMarginDays(days: number, now: Date): Promise<MarginDay[]> {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const { rows } = await postgres().query<MarginDay>(
    `SELECT day.start, coalesce(charged.requests, 0)::float8 AS requests, coalesce(charged.nano, 0)::bigint AS "chargeNano",
       coalesce(cost.nano, 0)::bigint AS "upstreamCostNano"
     FROM unnest($1::timestamptz[]) AS day (start)
     LEFT JOIN (
       SELECT start, sum(requests) AS requests, sum(charge_nano) AS nano FROM usage_span WHERE hours = 24 AND start >= $2 GROUP BY start
     ) AS charged ON charged.start = day.start
     LEFT JOIN (
       SELECT start, sum(upstream_cost_nano) AS nano FROM usage_cost_day WHERE start >= $2 GROUP BY start
     ) AS cost ON cost.start = day.start
     ORDER BY day.start`,
    [Array.from({ length: days }, (_, index) => new Date(today - index * DAY_MS)), new Date(today - (days - 1) * DAY_MS)],
  );
  return rows;
}
