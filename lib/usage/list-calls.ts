import "server-only";
import { callOfRow, type FinishedCall } from "@/lib/usage/call";
import type { CallFilters } from "@/lib/usage/call-filters";
import type { Way } from "@/lib/usage/call-ranges";
import { cursorOfId, idOfCursor } from "@/lib/usage/cursor";
import { readCalls } from "@/lib/usage/read-calls";

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

/** At most this many calls are searched for matches of a filter that neither an index nor the sums can answer: 40 ms if none matches. */
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
  const { calls, further } = await readPage(workspaceId, filters, { cursor, size: pageSize(limit), lookedThrough, way: "newestFirst" });
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
  const { calls, further } = await readPage(workspaceId, filters, { cursor, size: pageSize(limit), lookedThrough, way: "oldestFirst" });
  calls.reverse();
  return { calls, nextCursor: cursorBeside(calls.at(-1), cursor), previousCursor: further };
}

/** Every call of a filter, newest first, in pieces of at most `size`. A piece is read when it is asked for, so none waits in memory. */
export async function* everyCall(workspaceId: string, filters: CallFilters, size = 1_000): AsyncGenerator<FinishedCall[], void> {
  let cursor: string | null = null;
  do {
    const { calls, further }: Piece = await readPage(workspaceId, filters, {
      cursor,
      size,
      lookedThrough: LOOKED_THROUGH,
      way: "newestFirst",
    });
    yield calls;
    cursor = further;
  } while (cursor);
}

function pageSize(limit: number): number {
  return Math.max(1, Math.min(limit, MAX_PAGE_SIZE));
}

type Page = { cursor: string | null; size: number; lookedThrough: number; way: Way };
type Piece = { calls: FinishedCall[]; further: string | null };

/** Calls past the cursor in the order of the way, and the cursor of those after them. */
async function readPage(workspaceId: string, filters: CallFilters, { cursor, size, lookedThrough, way }: Page): Promise<Piece> {
  const edge = cursor === null ? null : idOfCursor(cursor);
  // One extra row shows whether there is a next page, without counting.
  const { rows, lookedUpTo } = await readCalls(workspaceId, filters, { way, edge, size: size + 1, lookedThrough });
  const calls = rows.slice(0, size).map(callOfRow);
  const last = rows.length > size ? calls.at(-1)?.id : lookedUpTo;
  return { calls, further: last ? cursorOfId(last) : null };
}

/** There is something beside a page that did not begin at the end of the list. */
function cursorBeside(call: FinishedCall | undefined, cursor: string | null): string | null {
  return call && cursor !== null ? cursorOfId(call.id) : null;
}
