import "server-only";
import type { PoolClient } from "pg";
import { type CallFilters, placeConditions } from "@/lib/usage/call-filters";

/** Whether the time or id of a filter has more calls than this. Reads no more than that many. */
export async function hasMoreCalls(client: PoolClient, workspaceId: string, filters: CallFilters, than: number): Promise<boolean> {
  const values: unknown[] = [workspaceId];
  const place = placeConditions(filters, (value) => `$${values.push(value)}`).join(" AND ");
  const { rows } = await client.query<{ calls: number }>(
    `SELECT count(*)::integer AS calls FROM (SELECT 1 FROM usage_event WHERE ${place} AND NOT is_late LIMIT ${than + 1}) AS found`,
    values,
  );
  return (rows[0]?.calls ?? 0) > than;
}
