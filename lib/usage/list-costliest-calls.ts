import "server-only";
import { CALL_COLUMNS, type CallRow, callOfRow, type FinishedCall } from "@/lib/usage/call";
import { type Bound, type CallFilters, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { inUsageSnapshot } from "@/lib/usage/snapshot";

/** At most this many calls are read to be sorted: no index knows charges, and one that did would cost every call. */
const SORTED_AT_MOST = 100_000;

/**
 * The calls with the largest charges, the largest first, of equal ones the newest. Null if the filter has to sort more calls than
 * `sortedAtMost`: a shorter time has fewer.
 */
export async function listCostliestCalls(
  workspaceId: string,
  filters: CallFilters,
  limit: number,
  sortedAtMost = SORTED_AT_MOST,
): Promise<FinishedCall[] | null> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const conditions = [...placeConditions(filters, bound), ...matchConditions(filters, bound)];
  return inUsageSnapshot(async ({ client }) => {
    // Only what decides the order is sorted; the rest of a call is read for those that are shown.
    const { rows } = await client.query<CallRow & { among: number }>(
      `WITH found AS MATERIALIZED (
         SELECT workspace_id, created_at, id, charge_nano FROM finished_call
         WHERE ${conditions.join(" AND ")} LIMIT ${sortedAtMost + 1}
       ), largest AS (SELECT workspace_id, created_at, id FROM found ORDER BY charge_nano DESC, created_at DESC, id DESC LIMIT ${limit})
       SELECT ${CALL_COLUMNS}, (SELECT count(*)::integer FROM found) AS among
       FROM largest JOIN finished_call USING (workspace_id, created_at, id) ORDER BY charge_nano DESC, created_at DESC, id DESC`,
      values,
    );
    return (rows[0]?.among ?? 0) > sortedAtMost ? null : rows.map(callOfRow);
  });
}
