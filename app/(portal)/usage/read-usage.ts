import { placeOf } from "@/components/usage/chart-series";
import type { TimeRange } from "@/components/usage/time-range";
import { chosenGroup, type UsageSearch, usageFilters } from "@/components/usage/usage-search";
import { addUpUsage, addUpUsageBy } from "@/lib/usage/add-up-usage";
import { inUsageSnapshot } from "@/lib/usage/snapshot";
import { sumUsage, type UsageDimension, type UsageFigures, type UsageSum } from "@/lib/usage/sum-usage";

export type PageUsage = {
  /** By day or hour, and by the chart's group. */
  chart: UsageSum[];
  /** By the dimension of the open tab. */
  breakdown: UsageSum[];
  /** By model and key. */
  cells: UsageSum[];
  all: UsageFigures;
  /** The same filters in the period before. */
  before: UsageFigures;
};

/** All figures of the usage page, of one instant: the strip, the chart and the table add up to the same sums. */
export function readUsage(workspaceId: string, search: UsageSearch, range: TimeRange, timeZone: string): Promise<PageUsage> {
  const filters = usageFilters(search);
  const group = chosenGroup(search);
  const time: UsageDimension = range.isByHour ? "hour" : "day";
  return inUsageSnapshot(async (snapshot) => {
    const sums = (by: UsageDimension[], { from, to }: { from: Date; to: Date }, more: { withoutSavings?: true } = {}) =>
      from < to ? sumUsage(workspaceId, { from, to, by, timeZone, ...filters, ...more }, snapshot) : Promise.resolve([]);
    const chart = await sums(group === "class" ? [time] : [time, group], range, { withoutSavings: true });
    const cells = await sums(["model", "key"], range);
    const breakdown = search.tab === "day" ? await sums(["day"], range) : byName(cells, search.tab ?? "model");
    const before = await sums([], range.before);
    return { chart, breakdown, cells, all: addUpUsage(breakdown), before: addUpUsage(before) };
  });
}

/** Sums of models and keys, added up by one of them. A reading of its own would price each call once more that is not rolled up. */
function byName(cells: readonly UsageSum[], tab: "model" | "key"): UsageSum[] {
  const nameOf = ({ modelId, keyId }: UsageSum) => (tab === "model" ? modelId : keyId) ?? "";
  const names = (name: string) => ({ day: null, hour: null, modelId: tab === "model" ? name : null, keyId: tab === "key" ? name : null });
  return addUpUsageBy(cells, nameOf).map(([name, figures]) => ({ ...figures, ...names(name) }));
}

/** The bar with the most of something, and its name. */
export function largestPlace(chart: readonly UsageSum[], figureOf: (sum: UsageSum) => bigint): { at: string; value: bigint } | null {
  const places = new Map<string, bigint>();
  for (const sum of chart) places.set(placeOf(sum), (places.get(placeOf(sum)) ?? 0n) + figureOf(sum));
  let largest: { at: string; value: bigint } | null = null;
  for (const [at, value] of places) if (value > (largest?.value ?? 0n)) largest = { at, value };
  return largest;
}
