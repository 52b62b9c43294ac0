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
  const conditions = [...place, ...matchConditions({ modelId, keyId, isStream }, bound)];
  const kinds = kind ? [kind] : kindsOf(filters, place);
  const events = kinds.map((each) => `SELECT is_late, charge_nano FROM usage_event WHERE ${[...conditions, each].join(" AND ")}`);
  return totalsOf(snapshot, `${events.join(" UNION ALL ")} LIMIT ${summedAtMost + 1}`, values, summedAtMost);
}

/**
 * The events of calls with this outcome, in a place. A call that was settled late is found by its second event. It is looked up by a join, since
 * each partition would make a list of its own for IN. A call that failed is never settled after it.
 */
function kindsOf({ outcome }: CallFilters, place: string[]): string[] {
  if (outcome === undefined) return ["true"];
  if (outcome === "settled") return ["outcome = 'settled'"];
  const kind = (...outcomes: string[]) => `outcome <> 'settled' AND outcome IN (${outcomes.map((each) => `'${each}'`).join(", ")})`;
  const isLate = `EXISTS (SELECT FROM (SELECT created_at AS at, id AS called FROM usage_event
    WHERE ${place.join(" AND ")} AND ${kind("settled_late")} AND is_late) AS late WHERE at = created_at AND called = id)`;
  if (outcome === "settled_late")
    return [kind("settled_late"), `${kind(...firstOutcomes(outcome).filter((each) => each !== outcome))} AND ${isLate}`];
  return [outcome === "released" ? kind(outcome) : `${kind(outcome)} AND NOT ${isLate}`];
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
