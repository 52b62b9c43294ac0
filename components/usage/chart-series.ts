import { hoursOf, type TimeRange } from "@/components/usage/time-range";
import type { Group, Measure } from "@/components/usage/usage-search";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import { allTokens } from "@/lib/usage/add-up-usage";
import type { UsageSum } from "@/lib/usage/sum-usage";

/** One colour of the chart. `total` is in the measure's unit: nano-dollars, tokens or calls. */
export type Series = { id: string; colour: string; total: bigint };
/** One bar: a day as `YYYY-MM-DD`, or the start of an hour. Values are integers as text, since a browser is sent no bigint. */
export type ChartRow = { at: string; isRunning: boolean; values: Record<string, string> };

export const OTHERS = "other";
const CLASS_COLOURS: Record<TokenClass, string> = {
  input: "var(--class-input)",
  cacheWrite5m: "var(--class-write5m)",
  cacheWrite1h: "var(--class-write1h)",
  cacheRead: "var(--class-read)",
  output: "var(--class-output)",
};
const COLOURS = Array.from({ length: 8 }, (_, index) => `var(--chart-${index + 1})`);
const OTHER_COLOUR = "var(--chart-other)";

type ChartQuestion = {
  range: TimeRange;
  measure: Measure;
  group: Group;
  /** The day or the start of the hour that is not over yet. */
  running: string;
};

/** Bars for every day or hour of the range, used or not, and the series that they stack, the largest first. */
export function chartSeries(
  sums: readonly UsageSum[],
  { range, measure, group, running }: ChartQuestion,
): { rows: ChartRow[]; series: Series[] } {
  const parts = sums.flatMap((sum) => partsOf(sum, measure, group).map((part) => ({ ...part, at: placeOf(sum) })));
  const series = group === "class" ? classSeries(parts) : rankedSeries(parts);
  const shown = new Set(series.map(({ id }) => id));
  const bars = new Map<string, Record<string, bigint>>();
  for (const { at, id, value } of parts) {
    const bar = bars.get(at) ?? {};
    const name = shown.has(id) ? id : OTHERS;
    bar[name] = (bar[name] ?? 0n) + value;
    bars.set(at, bar);
  }
  const rows = placesOf(range).map((at) => ({
    at,
    isRunning: at === running,
    values: Object.fromEntries(series.map(({ id }) => [id, String(bars.get(at)?.[id] ?? 0n)])),
  }));
  return { rows, series };
}

type Part = { id: string; value: bigint };

function partsOf(sum: UsageSum, measure: Measure, group: Group): Part[] {
  if (group === "class") return TOKEN_CLASSES.map((id) => ({ id, value: BigInt(sum.tokens[id]) }));
  return [{ id: (group === "model" ? sum.modelId : sum.keyId) ?? "", value: measured(sum, measure) }];
}

/** A sum in the unit of a measure. */
export function measured(sum: Pick<UsageSum, "chargeNano" | "tokens" | "requests">, measure: Measure): bigint {
  if (measure === "spend") return sum.chargeNano;
  return BigInt(measure === "tokens" ? allTokens(sum.tokens) : sum.requests);
}

/** The name of a sum's bar. */
export function placeOf(sum: Pick<UsageSum, "day" | "hour">): string {
  return sum.hour?.toISOString() ?? sum.day ?? "";
}

function placesOf(range: TimeRange): string[] {
  return range.isByHour ? hoursOf(range).map((hour) => hour.toISOString()) : range.days;
}

function classSeries(parts: readonly Part[]): Series[] {
  const totals = totalsOf(parts);
  return TOKEN_CLASSES.map((id) => ({ id, colour: CLASS_COLOURS[id], total: totals.get(id) ?? 0n }));
}

/** As many as there are distinct colours; the others together. */
function rankedSeries(parts: readonly Part[]): Series[] {
  const ranked = [...totalsOf(parts)].sort(([a, left], [b, right]) => (left === right ? a.localeCompare(b) : left < right ? 1 : -1));
  const named = ranked.slice(0, COLOURS.length).map(([id, total], index) => ({ id, colour: COLOURS[index] ?? OTHER_COLOUR, total }));
  const rest = ranked.slice(COLOURS.length);
  if (rest.length === 0) return named;
  return [...named, { id: OTHERS, colour: OTHER_COLOUR, total: rest.reduce((sum, [, total]) => sum + total, 0n) }];
}

function totalsOf(parts: readonly Part[]): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { id, value } of parts) totals.set(id, (totals.get(id) ?? 0n) + value);
  return totals;
}
