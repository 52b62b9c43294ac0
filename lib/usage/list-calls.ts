import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { CALL_COLUMNS, type CallRow, callOfRow, type FinishedCall } from "@/lib/usage/call";
import { type Bound, type CallFilters, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";

/** A page may be empty and still have a next one, since a limited number of calls is searched at once. */
export type CallPage = {
  /** The newest first. */
  calls: FinishedCall[];
  /** For `listCalls`: the page of older calls. */
  nextCursor: string | null;
  /** For `listCallsBefore`: the page of newer calls. */
  previousCursor: string | null;
};

export const MAX_PAGE_SIZE = 100;

/** At most this many calls are searched for matches of a filter: 40 ms if none matches. */
const LOOKED_THROUGH = 100_000;

const OLDER = { order: "DESC", past: "<", upTo: ">=" };
const NEWER = { order: "ASC", past: ">", upTo: "<=" };

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
  const { calls, further } = await readCalls(workspaceId, filters, { cursor, size: pageSize(limit), lookedThrough, way: OLDER });
  return { calls, nextCursor: further, previousCursor: cursorBeside(calls[0], cursor) };
}

/** The page of calls before a cursor of `previousCursor`, that is of newer ones; without a cursor the last page, of the oldest. */
export async function listCallsBefore(
  workspaceId: string,
  filters: CallFilters,
  cursor: string | null,
  limit: number,
  lookedThrough = LOOKED_THROUGH,
): Promise<CallPage> {
  const { calls, further } = await readCalls(workspaceId, filters, { cursor, size: pageSize(limit), lookedThrough, way: NEWER });
  calls.reverse();
  return { calls, nextCursor: cursorBeside(calls.at(-1), cursor), previousCursor: further };
}

/** Every call of a filter, newest first, in pieces of at most `size`. A piece is read when it is asked for, so none waits in memory. */
export async function* everyCall(workspaceId: string, filters: CallFilters, size = 1_000): AsyncGenerator<FinishedCall[], void> {
  let cursor: string | null = null;
  do {
    const { calls, further } = await readCalls(workspaceId, filters, { cursor, size, lookedThrough: LOOKED_THROUGH, way: OLDER });
    yield calls;
    cursor = further;
  } while (cursor);
}

function pageSize(limit: number): number {
  return Math.max(1, Math.min(limit, MAX_PAGE_SIZE));
}

type Reading = { cursor: string | null; size: number; lookedThrough: number; way: typeof OLDER };

/** Calls past the cursor in the order of the way, and the cursor of those after them. */
async function readCalls(
  workspaceId: string,
  filters: CallFilters,
  { cursor, size, lookedThrough, way }: Reading,
): Promise<{ calls: FinishedCall[]; further: string | null }> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const conditions = placeConditions(filters, bound);
  if (cursor !== null) {
    const id = idOfCursor(cursor);
    conditions.push(`(created_at, id) ${way.past} (${bound(timeOfId(id))}, ${bound(id)})`);
  }
  // The index answers these conditions; every other filter has to read the calls themselves.
  const isPicky = matchConditions(filters, () => "").length > 0;
  const lastLookedAt = isPicky ? await idAt(lookedThrough, conditions, values, way) : null;
  if (lastLookedAt) conditions.push(`(created_at, id) ${way.upTo} (${bound(timeOfId(lastLookedAt))}, ${bound(lastLookedAt)})`);
  conditions.push(...matchConditions(filters, bound));
  const { rows } = await postgres().query<CallRow>(
    // One extra row shows whether there is a next page, without counting.
    `SELECT ${CALL_COLUMNS} FROM finished_call WHERE ${conditions.join(" AND ")}
     ORDER BY created_at ${way.order}, id ${way.order} LIMIT ${size + 1}`,
    values,
  );
  const calls = rows.slice(0, size).map(callOfRow);
  const last = rows.length > size ? calls.at(-1)?.id : lastLookedAt;
  return { calls, further: last ? cursorOfId(last) : null };
}

/** There is something beside a page that did not begin at the end of the list. */
function cursorBeside(call: FinishedCall | undefined, cursor: string | null): string | null {
  return call && cursor !== null ? cursorOfId(call.id) : null;
}

/** The id of the call at this position in the list; null if the list is shorter. */
async function idAt(count: number, conditions: string[], values: unknown[], { order }: typeof OLDER): Promise<string | null> {
  const { rows } = await postgres().query<{ id: string }>(
    `SELECT id FROM usage_event WHERE ${conditions.join(" AND ")} AND NOT is_late
     ORDER BY created_at ${order}, id ${order} OFFSET ${count - 1} LIMIT 1`,
    values,
  );
  return rows[0]?.id ?? null;
}
