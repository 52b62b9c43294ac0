import "server-only";
import { type Bound, type CallFilters, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { inUsageSnapshot } from "@/lib/usage/snapshot";

export type CallTotals = { calls: number; chargeNano: bigint };

/** At most this many calls are read to be summed. */
const SUMMED_AT_MOST = 100_000;

/**
 * The number of calls that `listCalls` would list, and what they were charged in all. Null if that cannot be said within the time that a page
 * has: the filter has to read more calls than `summedAtMost`.
 */
export async function sumCalls(workspaceId: string, filters: CallFilters, summedAtMost = SUMMED_AT_MOST): Promise<CallTotals | null> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const conditions = [...placeConditions(filters, bound), ...matchConditions(filters, bound)];
  return inUsageSnapshot(async ({ client }) => {
    const { rows } = await client.query<{ calls: number; charge_nano: bigint }>(
      `SELECT count(*)::integer AS calls, coalesce(sum(charge_nano), 0)::bigint AS charge_nano
       FROM (SELECT charge_nano FROM finished_call WHERE ${conditions.join(" AND ")} LIMIT ${summedAtMost + 1}) AS found`,
      values,
    );
    const { calls = 0, charge_nano: chargeNano = 0n } = rows[0] ?? {};
    return calls > summedAtMost ? null : { calls, chargeNano };
  });
}
