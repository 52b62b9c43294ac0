import "server-only";
import { type Bound, type CallFilters, firstOutcomes, isUnusual, matchConditions, placeConditions } from "@/lib/usage/call-filters";
import { inUsageSnapshot, type UsageSnapshot } from "@/lib/usage/snapshot";
import { sumUsage } from "@/lib/usage/sum-usage";

export type CallTotals = { calls: number; chargeNano: bigint };

/** At most this many calls are read to be summed. */
const SUMMED_AT_MOST = 100_000;
const QUARTER_MS = 15 * 60_000;
const EARLIEST = new Date("2000-01-01T00:00:00Z");
const LATEST = new Date("2100-01-01T00:00:00Z");

/**
 * The number of calls that `listCalls` would list, and what they were charged in all. Null if that cannot be said within the time that a page
 * has: the sums of usage do not know the answer, and more calls than `summedAtMost` would have to be read.
 */
export function sumCalls(workspaceId: string, filters: CallFilters, summedAtMost = SUMMED_AT_MOST): Promise<CallTotals | null> {
  return inUsageSnapshot(async (snapshot) => {
    const asked = { workspaceId, filters, summedAtMost, snapshot };
    if (filters.id !== undefined) return sumListed(asked);
    if (isUnusual(filters)) return sumEvents(asked);
    const isWhole = [filters.from, filters.to].every((each) => each === undefined || each.getTime() % QUARTER_MS === 0);
    const all = await sumRolledUp(asked, isWhole ? filters : wholeQuarters(filters));
    if (!isWhole || filters.isStream !== undefined) return all.calls > summedAtMost ? null : sumEvents(asked);
    if (filters.outcome === undefined) return all;
    const others = await sumEvents(asked, "outcome <> 'settled'");
    return others && { calls: all.calls - others.calls, chargeNano: all.chargeNano - others.chargeNano };
  });
}

type Asked = { workspaceId: string; filters: CallFilters; summedAtMost: number; snapshot: UsageSnapshot };

async function sumRolledUp(
  { workspaceId, snapshot }: Asked,
  { from = EARLIEST, to = LATEST, modelId, keyId }: CallFilters,
): Promise<CallTotals> {
  const [sum] =
    from < to ? await sumUsage(workspaceId, { from, to, by: [], timeZone: "UTC", modelId, keyId, withoutSavings: true }, snapshot) : [];
  return { calls: sum?.requests ?? 0, chargeNano: sum?.chargeNano ?? 0n };
}

function wholeQuarters({ from, to, ...others }: CallFilters): CallFilters {
  const rounded = (instant: Date, round: (value: number) => number) => new Date(round(instant.getTime() / QUARTER_MS) * QUARTER_MS);
  return { ...others, ...(from && { from: rounded(from, Math.floor) }), ...(to && { to: rounded(to, Math.ceil) }) };
}

/** The events of a call that was settled late are both its own: its outcome is the late one's, its money the sum. */
async function sumEvents({ workspaceId, filters, summedAtMost, snapshot }: Asked, kind?: string): Promise<CallTotals | null> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const { modelId, keyId, isStream } = filters;
  const place = placeConditions(filters, bound);
  const conditions = [...place, ...matchConditions({ modelId, keyId, isStream }, bound), kind ?? kindOf(filters, place)];
  return totalsOf(
    snapshot,
    `SELECT is_late, charge_nano FROM usage_event WHERE ${conditions.join(" AND ")} LIMIT ${summedAtMost + 1}`,
    values,
    summedAtMost,
  );
}

/** The events of calls with this outcome, in a place. Those of a call that was settled late are found by its second one. */
function kindOf({ outcome }: CallFilters, place: string[]): string {
  const late = `SELECT created_at, id FROM usage_event WHERE ${place.join(" AND ")} AND outcome <> 'settled' AND outcome = 'settled_late' AND is_late`;
  if (outcome === undefined) return "true";
  if (outcome === "settled") return "outcome = 'settled'";
  const first = firstOutcomes(outcome).map((each) => `'${each}'`);
  // Each of these is one range of the index. A call that failed was never settled after it.
  const kind = `outcome <> 'settled' AND outcome IN (${first.join(", ")})`;
  if (outcome === "settled_late") return `${kind} AND (outcome = 'settled_late' OR (created_at, id) IN (${late}))`;
  return outcome === "released" ? kind : `${kind} AND (created_at, id) NOT IN (${late})`;
}

async function sumListed({ workspaceId, filters, summedAtMost, snapshot }: Asked): Promise<CallTotals | null> {
  const values: unknown[] = [workspaceId];
  const bound: Bound = (value) => `$${values.push(value)}`;
  const conditions = [...placeConditions(filters, bound), ...matchConditions(filters, bound)];
  return totalsOf(
    snapshot,
    `SELECT false AS is_late, charge_nano FROM finished_call WHERE ${conditions.join(" AND ")} LIMIT ${summedAtMost + 1}`,
    values,
    summedAtMost,
  );
}

async function totalsOf({ client }: UsageSnapshot, events: string, values: unknown[], summedAtMost: number): Promise<CallTotals | null> {
  const { rows } = await client.query<{ events: number; calls: number; charge_nano: bigint }>(
    `SELECT count(*)::integer AS events, count(*) FILTER (WHERE NOT is_late)::integer AS calls, coalesce(sum(charge_nano), 0)::bigint AS charge_nano
     FROM (${events}) AS event`,
    values,
  );
  const { events: read = 0, calls = 0, charge_nano: chargeNano = 0n } = rows[0] ?? {};
  return read > summedAtMost ? null : { calls, chargeNano };
}
