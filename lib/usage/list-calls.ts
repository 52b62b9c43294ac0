import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { CALL_COLUMNS, type CallOutcome, type CallRow, callOfRow, type FinishedCall } from "@/lib/usage/call";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";

export type CallFilters = {
  modelId?: string;
  keyId?: string;
  outcome?: CallOutcome;
  isStream?: boolean;
  /** Received at or after. */
  from?: Date;
  /** Received before. */
  to?: Date;
};

/** A page may be empty and still have a next one, since a limited number of calls is searched at once. */
export type CallPage = { calls: FinishedCall[]; nextCursor: string | null };

export const MAX_PAGE_SIZE = 100;

/** At most this many calls are searched for matches of a filter: 40 ms if none matches. */
const LOOKED_THROUGH = 100_000;

/**
 * Calls, newest first. Following `nextCursor` to its end shows every call that was finished at the start exactly once, however
 * many finish meanwhile. A row of the view `finished_call` is one call, with what it was charged late added. Throws `invalid_request` for an invalid cursor.
 */
export async function listCalls(
  workspaceId: string,
  filters: CallFilters,
  cursor: string | null,
  limit: number,
  lookedThrough = LOOKED_THROUGH,
): Promise<CallPage> {
  const size = Math.max(1, Math.min(limit, MAX_PAGE_SIZE));
  const values: unknown[] = [workspaceId];
  const bound = (value: unknown) => `$${values.push(value)}`;
  const conditions = ["workspace_id = $1"];
  if (filters.from) conditions.push(`created_at >= ${bound(filters.from)}`);
  if (filters.to) conditions.push(`created_at < ${bound(filters.to)}`);
  if (cursor !== null) {
    const id = idOfCursor(cursor);
    conditions.push(`(created_at, id) < (${bound(timeOfId(id))}, ${bound(id)})`);
  }
  // The index answers these conditions; every other filter has to read the calls themselves.
  const lastLookedAt = isPicky(filters) ? await idAt(lookedThrough, conditions, values) : null;
  if (lastLookedAt) conditions.push(`(created_at, id) >= (${bound(timeOfId(lastLookedAt))}, ${bound(lastLookedAt)})`);
  if (filters.modelId) conditions.push(`model_id = ${bound(filters.modelId)}`);
  if (filters.keyId) conditions.push(`key_id = ${bound(filters.keyId)}`);
  if (filters.outcome) {
    const firsts = filters.outcome === "settled_late" ? ["settled_late", "expired", "settled_partial"] : [filters.outcome];
    conditions.push(`outcome = ${bound(filters.outcome)}`, `first_outcome = ANY (${bound(firsts)})`);
  }
  if (filters.isStream !== undefined) conditions.push(`is_stream = ${bound(filters.isStream)}`);
  const { rows } = await postgres().query<CallRow>(
    // One extra row shows whether there is a next page, without counting.
    `SELECT ${CALL_COLUMNS} FROM finished_call WHERE ${conditions.join(" AND ")} ORDER BY created_at DESC, id DESC LIMIT ${size + 1}`,
    values,
  );
  const calls = rows.slice(0, size).map(callOfRow);
  const last = rows.length > size ? calls.at(-1)?.id : lastLookedAt;
  return { calls, nextCursor: last ? cursorOfId(last) : null };
}

function isPicky({ modelId, keyId, outcome, isStream }: CallFilters): boolean {
  return [modelId, keyId, outcome, isStream].some((each) => each !== undefined);
}

/** The id of the call at this position in the list; null if the list is shorter. */
async function idAt(count: number, conditions: string[], values: unknown[]): Promise<string | null> {
  const { rows } = await postgres().query<{ id: string }>(
    `SELECT id FROM usage_event WHERE ${conditions.join(" AND ")} AND NOT is_late ORDER BY created_at DESC, id DESC OFFSET ${count - 1} LIMIT 1`,
    values,
  );
  return rows[0]?.id ?? null;
}
