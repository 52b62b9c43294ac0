import "server-only";
import { timeOfId } from "@/lib/ids";
import { postgres } from "@/lib/postgres";
import { CALL_COLUMNS, type Call, type CallRow, callOfRow, type Outcome } from "@/lib/usage/call";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";

export type CallFilters = {
  modelId?: string;
  keyId?: string;
  outcome?: Outcome;
  isStream?: boolean;
  /** Received at or after. */
  from?: Date;
  /** Received before. */
  to?: Date;
};

export type CallPage = { calls: Call[]; nextCursor: string | null };

export const MAX_PAGE_SIZE = 100;

/**
 * Calls, the newest first. Following `nextCursor` to its end shows every call that was finished at the start exactly
 * once, however many are finished meanwhile. Throws `invalid_request` for a cursor that no page gave out.
 */
export async function listCalls(workspaceId: string, filters: CallFilters, cursor: string | null, limit: number): Promise<CallPage> {
  const size = Math.max(1, Math.min(limit, MAX_PAGE_SIZE));
  const values: unknown[] = [workspaceId];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["workspace_id = $1"];
  if (filters.from) conditions.push(`created_at >= ${bound(filters.from)}`);
  if (filters.to) conditions.push(`created_at < ${bound(filters.to)}`);
  if (filters.modelId) conditions.push(`model_id = ${bound(filters.modelId)}`);
  if (filters.keyId) conditions.push(`key_id = ${bound(filters.keyId)}`);
  if (filters.outcome) {
    const firsts = filters.outcome === "settled_late" ? ["settled_late", "expired", "settled_partial"] : [filters.outcome];
    conditions.push(`outcome = ${bound(filters.outcome)}`, `first_outcome = ANY (${bound(firsts)})`);
  }
  if (filters.isStream !== undefined) conditions.push(`is_stream = ${bound(filters.isStream)}`);
  if (cursor !== null) {
    const id = idOfCursor(cursor);
    conditions.push(`(created_at, id) < (${bound(timeOfId(id))}, ${bound(id)})`);
  }
  const { rows } = await postgres().query<CallRow>(
    // One row more than the page tells whether there is a next one, without counting.
    `SELECT ${CALL_COLUMNS} FROM finished_call WHERE ${conditions.join(" AND ")} ORDER BY created_at DESC, id DESC LIMIT ${size + 1}`,
    values,
  );
  const calls = rows.slice(0, size).map(callOfRow);
  const last = calls.at(-1);
  return { calls, nextCursor: rows.length > size && last ? cursorOfId(last.id) : null };
}
