import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { CALL_COLUMNS, type CallRow } from "@/lib/usage/call";
import { type Bound, type CallFilters, isUnusual, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { type CallRange, callRanges, edgeOfRanges, type Way } from "@/lib/usage/call-ranges";

const SQL = {
  newestFirst: { order: "DESC", past: "<", notBefore: "<=", upTo: ">=" },
  oldestFirst: { order: "ASC", past: ">", notBefore: ">=", upTo: "<=" },
};

/** Calls past the id `edge` in the order of the way; null is its beginning. `size` is the number of rows that is wanted at most. */
export type CallReading = { way: Way; edge: string | null; size: number; lookedThrough: number };

/** The rows that were found, and the id after which others may follow if fewer were found than wanted; null if there is none. */
export type FoundCalls = { rows: CallRow[]; lookedUpTo: string | null };

/** Most pages are found among so many calls. */
const AT_FIRST = 2_000;
const DAY_MS = 86_400_000;
/** With another filter beside the key or model, more and more of their calls are read. */
const ROUNDS = 5;
/** A rare key's page lies in half as many, and each is read as a whole. */
const QUARTERS_AT_ONCE = 140;

/** The sums know where a model and a key have calls. Unusual calls have an index of their own; all others are read in turn. */
export async function readCalls(workspaceId: string, filters: CallFilters, reading: CallReading): Promise<FoundCalls> {
  if ((filters.modelId || filters.keyId) && !isUnusual(filters) && filters.id === undefined)
    return readWhereSummed(workspaceId, filters, reading);
  if (matchConditions(filters, () => "").length > 0) return readInTurn(workspaceId, filters, reading);
  const near = await readRows(workspaceId, { ...filters, ...aDayOf(filters, reading) }, reading);
  return { rows: near.length >= reading.size ? near : await readRows(workspaceId, filters, reading), lookedUpTo: null };
}

/** With a bound on both sides Postgres opens the partitions of two days instead of all. */
function aDayOf({ from, to }: CallFilters, { way, edge }: CallReading): Pick<CallFilters, "from" | "to"> {
  if (way === "oldestFirst") {
    const startMs = Math.max(from?.getTime() ?? 0, edge ? timeOfId(edge).getTime() : 0);
    return startMs === 0 ? {} : { to: new Date(Math.min(to?.getTime() ?? Number.POSITIVE_INFINITY, startMs + DAY_MS)) };
  }
  const endMs = Math.min(to?.getTime() ?? Date.now(), edge ? timeOfId(edge).getTime() : Date.now());
  return { from: new Date(Math.max(from?.getTime() ?? 0, endMs - DAY_MS)) };
}

async function readWhereSummed(workspaceId: string, filters: CallFilters, reading: CallReading): Promise<FoundCalls> {
  const rows: CallRow[] = [];
  const isOnly = matchConditions({ ...filters, modelId: undefined, keyId: undefined }, () => "").length === 0;
  let edge = reading.edge;
  for (let round = 0; round < ROUNDS; round += 1) {
    const size = reading.size - rows.length;
    const ranges = await callRanges(workspaceId, filters, {
      way: reading.way,
      edge,
      count: isOnly ? size : reading.size * 2 ** round,
      atMost: QUARTERS_AT_ONCE,
    });
    if (ranges.length === 0) return { rows, lookedUpTo: null };
    rows.push(...(await readRows(workspaceId, filters, { ...reading, edge, size }, ranges)));
    if (rows.length >= reading.size) return { rows, lookedUpTo: null };
    edge = edgeOfRanges(ranges, reading.way);
  }
  return { rows, lookedUpTo: edge };
}

async function readInTurn(workspaceId: string, filters: CallFilters, reading: CallReading): Promise<FoundCalls> {
  for (const count of [AT_FIRST, reading.lookedThrough]) {
    const last = await idAt(workspaceId, filters, reading, Math.min(count, reading.lookedThrough));
    const rows = await readRows(workspaceId, filters, reading, undefined, last);
    if (rows.length >= reading.size || last === null) return { rows, lookedUpTo: null };
    if (count >= reading.lookedThrough) return { rows, lookedUpTo: last };
  }
  return { rows: [], lookedUpTo: null };
}

async function readRows(
  workspaceId: string,
  filters: CallFilters,
  reading: CallReading,
  ranges?: CallRange[],
  last?: string | null,
): Promise<CallRow[]> {
  const { order, upTo } = SQL[reading.way];
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const places = placesFrom(filters, reading, bound);
  if (last)
    places.push(`created_at ${upTo} ${bound(timeOfId(last))}`, `(created_at, id) ${upTo} (${bound(timeOfId(last))}, ${bound(last)})`);
  const conditions = [...places, ...matchConditions(filters, bound)];
  const calls = `SELECT ${CALL_COLUMNS} FROM finished_call WHERE ${conditions.join(" AND ")}`;
  const { rows } = await postgres().query<CallRow>(
    `${ranges ? withinRanges(calls, ranges, bound) : isMarked(filters) ? marked(calls, places, filters, bound) : calls} ORDER BY created_at ${order}, id ${order} LIMIT ${reading.size}`,
    values,
  );
  return rows;
}

/** One statement for all ranges: its plan opens all days, and takes as long as the reading of many quarters. OFFSET 0 keeps each a range of the primary key. */
function withinRanges(calls: string, ranges: CallRange[], bound: Bound): string {
  const times = (pick: (range: CallRange) => Date) => `${bound(ranges.map(pick))}::timestamptz[]`;
  return `SELECT call.* FROM unnest(${times(({ from }) => from)}, ${times(({ to }) => to)}) AS span (first, past)
    CROSS JOIN LATERAL (${calls} AND created_at >= first AND created_at < past OFFSET 0) AS call`;
}

function isMarked({ outcome, modelId, keyId }: CallFilters): boolean {
  return outcome === "settled_late" || (isUnusual({ outcome }) && (modelId ?? keyId) !== undefined);
}

/**
 * A call has one event with its outcome, and an index has those in the order of the list. It has the model and the key, too: a condition
 * on the call's own row would read each row first.
 */
function marked(calls: string, places: string[], { outcome, modelId, keyId }: CallFilters, bound: Bound): string {
  const conditions = [...places, ...matchConditions({ modelId, keyId }, bound), "outcome <> 'settled'", `outcome = ${bound(outcome)}`];
  return `SELECT call.* FROM (SELECT created_at AS at, id AS called FROM usage_event WHERE ${conditions.join(" AND ")}) AS marked
    CROSS JOIN LATERAL (${calls} AND created_at = at AND id = called) AS call`;
}

function placesFrom(filters: CallFilters, { way, edge }: CallReading, bound: Bound): string[] {
  const { past, notBefore } = SQL[way];
  if (edge === null) return placeConditions(filters, bound);
  const time = bound(timeOfId(edge));
  // Only the first of both tells Postgres which partitions it may leave closed.
  return [...placeConditions(filters, bound), `created_at ${notBefore} ${time}`, `(created_at, id) ${past} (${time}, ${bound(edge)})`];
}

/** The id of the call at this position in the list, of those with its outcome if the filter asks for an unusual one; null if the list is shorter. */
async function idAt(workspaceId: string, filters: CallFilters, reading: CallReading, count: number): Promise<string | null> {
  const { order } = SQL[reading.way];
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const conditions = placesFrom(filters, reading, bound);
  if (filters.outcome && isUnusual(filters)) conditions.push("outcome <> 'settled'", `outcome = ${bound(filters.outcome)}`);
  else conditions.push("NOT is_late");
  const { rows } = await postgres().query<{ id: string }>(
    `SELECT id FROM usage_event WHERE ${conditions.join(" AND ")}
     ORDER BY created_at ${order}, id ${order} OFFSET ${count - 1} LIMIT 1`,
    values,
  );
  return rows[0]?.id ?? null;
}
