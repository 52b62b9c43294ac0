import "server-only";
import { CALL_COLUMNS, type CallRow, callOfRow, type FinishedCall } from "@/lib/usage/call";
import { type Bound, type CallFilters, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { hasMoreCalls } from "@/lib/usage/has-more-calls";
import { inUsageSnapshot } from "@/lib/usage/snapshot";

/** At most this many calls are read to be sorted: no index knows charges, and one that did would cost every call. */
export const SORTED_AT_MOST = 50_000;

/**
 * The calls with the largest charges, the largest first, of equal ones the newest. Null if the filter's time has more calls than
 * `sortedAtMost`, whether they match or not: a shorter time has fewer.
 */
export async function listCostliestCalls(
  workspaceId: string,
  filters: CallFilters,
  limit: number,
  sortedAtMost = SORTED_AT_MOST,
): Promise<FinishedCall[] | null> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const place = placeConditions(filters, bound).join(" AND ");
  const matches = matchConditions(filters, bound);
  return inUsageSnapshot(async ({ client }) => {
    if (await hasMoreCalls(client, workspaceId, filters, sortedAtMost)) return null;
    const { rows } = await client.query<CallRow>(
      // Few calls were charged late. The view looks for the late event of each call, which takes ten times as long as all of these.
      `WITH late AS MATERIALIZED (
         SELECT created_at, id, outcome, is_stream, upstream_request_id, charge_nano FROM usage_event WHERE ${place} AND is_late
       ), called AS (
         SELECT first.created_at, first.id, first.model_id, first.key_id, first.outcome AS first_outcome,
           CASE WHEN late.id IS NULL THEN first.outcome ELSE late.outcome END AS outcome,
           CASE WHEN late.id IS NULL THEN first.is_stream ELSE late.is_stream END AS is_stream,
           CASE WHEN late.id IS NULL THEN first.upstream_request_id ELSE late.upstream_request_id END AS upstream_request_id,
           first.charge_nano + coalesce(late.charge_nano, 0) AS charge_nano
         FROM (SELECT * FROM usage_event WHERE ${place} AND NOT is_late) AS first
         LEFT JOIN late ON late.created_at = first.created_at AND late.id = first.id
       ), found AS (
         SELECT created_at, id, charge_nano FROM called ${matches.length > 0 ? `WHERE ${matches.join(" AND ")}` : ""}
       ), largest AS (
         SELECT created_at AS at, id AS called FROM found ORDER BY charge_nano DESC, created_at DESC, id DESC LIMIT ${limit}
       )
       SELECT ${CALL_COLUMNS}
       FROM largest JOIN finished_call ON workspace_id = $1 AND created_at = at AND id = called
       ORDER BY charge_nano DESC, created_at DESC, id DESC`,
      values,
    );
    return rows.map(callOfRow);
  });
}
