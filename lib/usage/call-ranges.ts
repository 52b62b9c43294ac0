import "server-only";
import { timeOfId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import type { CallFilters } from "@/lib/usage/call-filters";
import { idsThatBegin } from "@/lib/usage/call-filters";

export type Way = "newestFirst" | "oldestFirst";
export type CallRange = { from: Date; to: Date };

const QUARTER_MS = 15 * 60_000;
const EARLIEST = new Date("2000-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");

type Asked = { way: Way; edge: string | null; count: number; atMost: number };

/**
 * Where the calls of a model and a key lie past the id `edge`, in the order of the way: at least `count` of them, or all. Fewer only if that takes
 * more than `atMost` quarters of an hour.
 */
export async function callRanges(workspaceId: string, filters: CallFilters, { way, edge, count, atMost }: Asked): Promise<CallRange[]> {
  const isNewestFirst = way === "newestFirst";
  const edgeMs = edge ? timeOfId(edge).getTime() : null;
  const fromMs = Math.max((filters.from ?? EARLIEST).getTime(), isNewestFirst ? 0 : (edgeMs ?? 0));
  const toMs = Math.min((filters.to ?? LATEST).getTime(), isNewestFirst && edgeMs !== null ? edgeMs + 1 : LATEST.getTime());
  const { rows } = await postgres().query<{ start: Date }>({
    name: "call_quarters",
    text: "SELECT start FROM call_quarters($1, $2, $3, $4, $5, $6, $7) AS start",
    values: [workspaceId, filters.modelId, filters.keyId, new Date(fromMs), new Date(toMs), isNewestFirst, count],
  });
  return joined(rows.slice(0, atMost).map(({ start }) => start.getTime()));
}

/** The id that comes after all calls of the ranges in the order of the way, and before every other one. */
export function edgeOfRanges(ranges: CallRange[], way: Way): string {
  const times = ranges.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
  const isNewestFirst = way === "newestFirst";
  // Its time lies outside the ranges, so that their quarters are not looked up once more.
  const ms = isNewestFirst ? Math.min(...times) - 1 : Math.max(...times);
  const ids = idsThatBegin(ms.toString(16).padStart(12, "0"));
  return (isNewestFirst ? ids?.last : ids?.first) ?? "";
}

/** Quarters side by side are one range. */
function joined(starts: number[]): CallRange[] {
  const ranges: { fromMs: number; toMs: number }[] = [];
  for (const start of starts.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.toMs === start) last.toMs += QUARTER_MS;
    else ranges.push({ fromMs: start, toMs: start + QUARTER_MS });
  }
  return ranges.map(({ fromMs, toMs }) => ({ from: new Date(fromMs), to: new Date(toMs) }));
}
