import { expect, test } from "vitest";
import { chartSeries, OTHER_MODELS } from "@/components/usage/chart-series";
import { NO_TOKENS } from "@/lib/basics/tokens";

const DAYS = ["2026-11-01", "2026-11-02", "2026-11-03"];
const point = (day: string, modelId: string, input: number, cacheRead = 0) => ({
  day,
  modelId,
  tokens: { ...NO_TOKENS, input, cacheRead },
});

test("a day without usage has its row, and the five classes are kept apart", () => {
  const { rows, series } = chartSeries([point("2026-11-01", "a", 1, 2), point("2026-11-01", "b", 3)], DAYS, "class");
  expect(series.map(({ id }) => id)).toEqual(["input", "cacheWrite5m", "cacheWrite1h", "cacheRead", "output"]);
  expect(rows.map(({ counts }) => [counts.input, counts.cacheRead])).toEqual([
    [4, 2],
    [0, 0],
    [0, 0],
  ]);
});

test("by model the largest come first and the rest together, so that nothing is left out", () => {
  const points = ["a", "b", "c", "d", "e", "f", "g"].map((modelId, index) => point("2026-11-02", modelId, 10 * (index + 1)));
  const { rows, series } = chartSeries(points, DAYS, "model");
  expect(series.map(({ id }) => id)).toEqual(["g", "f", "e", "d", "c", OTHER_MODELS]);
  expect(rows[1]?.counts).toEqual({ g: 70, f: 60, e: 50, d: 40, c: 30, [OTHER_MODELS]: 30 });
});
