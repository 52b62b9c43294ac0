import type { StackedBar } from "@/components/ui/bar-stack";
import type { UsageSum } from "@/lib/usage/sum-usage";

const COLOURS = 5;

export type SpendBar = Omit<StackedBar, "title"> & { totalNano: bigint };
export type SpendLegend = { id: string; colour: string; totalNano: bigint }[];

/** What each day or hour cost, stacked by model: the most expensive models by name, the others together. */
export function spendBars(sums: readonly UsageSum[], bars: readonly string[]): { bars: SpendBar[]; legend: SpendLegend } {
  const totals = new Map<string, bigint>();
  for (const { modelId, chargeNano } of sums) totals.set(modelId ?? "", (totals.get(modelId ?? "") ?? 0n) + chargeNano);
  const ranked = [...totals].filter(([, nano]) => nano > 0n).sort(([, a], [, b]) => (a < b ? 1 : -1));
  const named = ranked.slice(0, COLOURS).map(([id, totalNano], index) => ({ id, colour: `var(--chart-${index + 1})`, totalNano }));
  const restNano = ranked.slice(COLOURS).reduce((sum, [, nano]) => sum + nano, 0n);
  const legend = restNano > 0n ? [...named, { id: "", colour: "var(--chart-other)", totalNano: restNano }] : named;
  const names = new Set(named.map(({ id }) => id));
  const drawn = bars.map((bar, index) => {
    const own = sums.filter((sum) => (sum.day ?? sum.hour?.toISOString()) === bar);
    const spentOn = (id: string) =>
      own
        .filter(({ modelId }) => (id === "" ? !names.has(modelId ?? "") : modelId === id))
        .reduce((sum, { chargeNano }) => sum + chargeNano, 0n);
    const parts = legend.map(({ id, colour }) => ({ id, colour, value: spentOn(id) }));
    return { id: bar, parts, totalNano: parts.reduce((sum, { value }) => sum + value, 0n), isRunning: index === bars.length - 1 };
  });
  return { bars: drawn, legend };
}
