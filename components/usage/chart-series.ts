import { TOKEN_CLASSES, type TokenClass, type TokenClasses } from "@/lib/basics/tokens";
import { allTokens } from "@/lib/usage/add-up-usage";

/** The usage of one model on one day. */
export type UsagePoint = { day: string; modelId: string; tokens: TokenClasses };
export type Split = "class" | "model";
export type Series = { id: string; colour: string };
export type ChartRow = { day: string; counts: Record<string, number> };

export const OTHER_MODELS = "other";
const CLASS_COLOURS: Record<TokenClass, string> = {
  input: "var(--class-input)",
  cacheWrite5m: "var(--class-write5m)",
  cacheWrite1h: "var(--class-write1h)",
  cacheRead: "var(--class-read)",
  output: "var(--class-output)",
};
const MODEL_COLOURS = Object.values(CLASS_COLOURS);
const OTHER_COLOUR = "var(--line-strong)";

/** Rows for a stacked chart and the table behind it: one for every day, used or not. */
export function chartSeries(points: readonly UsagePoint[], days: readonly string[], split: Split): { rows: ChartRow[]; series: Series[] } {
  const series = split === "class" ? TOKEN_CLASSES.map((id) => ({ id, colour: CLASS_COLOURS[id] })) : modelSeries(points);
  const shown = new Set(series.map(({ id }) => id));
  const rows = days.map((day) => {
    const counts: Record<string, number> = Object.fromEntries(series.map(({ id }) => [id, 0]));
    for (const point of points.filter((each) => each.day === day)) {
      if (split === "class") for (const each of TOKEN_CLASSES) counts[each] = (counts[each] ?? 0) + point.tokens[each];
      else {
        const id = shown.has(point.modelId) ? point.modelId : OTHER_MODELS;
        counts[id] = (counts[id] ?? 0) + allTokens(point.tokens);
      }
    }
    return { day, counts };
  });
  return { rows, series };
}

/** The models with the most usage, as many as there are distinct colours; the others together. */
function modelSeries(points: readonly UsagePoint[]): Series[] {
  const totals = new Map<string, number>();
  for (const { modelId, tokens } of points) totals.set(modelId, (totals.get(modelId) ?? 0) + allTokens(tokens));
  const ranked = [...totals].sort(([, a], [, b]) => b - a).map(([id]) => id);
  const named = ranked.slice(0, MODEL_COLOURS.length).map((id, index) => ({ id, colour: MODEL_COLOURS[index] ?? OTHER_COLOUR }));
  return ranked.length > named.length ? [...named, { id: OTHER_MODELS, colour: OTHER_COLOUR }] : named;
}
