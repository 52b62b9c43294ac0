import { expect, test } from "vitest";
import { chartSeries, OTHERS } from "@/components/usage/chart-series";
import { timeRange } from "@/components/usage/time-range";
import { NO_TOKENS } from "@/lib/basics/tokens";
import { NO_FIGURES } from "@/lib/usage/add-up-usage";
import type { UsageSum } from "@/lib/usage/sum-usage";

const NOW = new Date("2026-11-03T10:20:00Z");
const range = (days: string) => {
  const [since = null, until = null] = days.split(" ");
  const found = timeRange({ range: null, since, until }, "UTC", NOW);
  if (!found) throw new Error("no range");
  return found;
};
const sum = (part: Partial<UsageSum>): UsageSum => ({ ...NO_FIGURES, day: null, hour: null, modelId: null, keyId: null, ...part });

test("a day without usage has its bar, the five classes are kept apart, and today is marked as running", () => {
  const tokens = (input: number, cacheRead = 0) => ({ ...NO_TOKENS, input, cacheRead });
  const sums = [sum({ day: "2026-11-01", tokens: tokens(1, 2) }), sum({ day: "2026-11-01", tokens: tokens(3) })];
  const question = { range: range("2026-11-01 2026-11-03"), measure: "tokens", group: "class", running: "2026-11-03" } as const;
  const { rows, series } = chartSeries(sums, { ...question, range: { ...question.range, isByHour: false } });
  expect(series.map(({ id, total }) => [id, total])).toEqual([
    ["input", 4n],
    ["cacheWrite5m", 0n],
    ["cacheWrite1h", 0n],
    ["cacheRead", 2n],
    ["output", 0n],
  ]);
  expect(rows.map(({ at, values, isRunning }) => [at, values.input, isRunning])).toEqual([
    ["2026-11-01", "4", false],
    ["2026-11-02", "0", false],
    ["2026-11-03", "0", true],
  ]);
});

test("the largest come first and the rest together, so that no nano-dollar is left out", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
  const large = 9_007_199_254_740_993n;
  const sums = names.map((modelId, index) => sum({ day: "2026-11-02", modelId, chargeNano: large + BigInt(index) }));
  const { rows, series } = chartSeries(sums, { range: range("2026-10-30 2026-11-03"), measure: "spend", group: "model", running: "" });
  expect(series.map(({ id }) => id)).toEqual(["j", "i", "h", "g", "f", "e", "d", "c", OTHERS]);
  expect(series.at(-1)?.total).toBe(2n * large + 1n);
  expect(rows[3]?.values[OTHERS]).toBe(String(2n * large + 1n));
});

test("a day or two are drawn by the hour", () => {
  const sums = [sum({ hour: new Date("2026-11-03T09:00:00Z"), keyId: "k", requests: 7 })];
  const question = { range: range("2026-11-03 2026-11-03"), measure: "calls", group: "key", running: "2026-11-03T10:00:00.000Z" } as const;
  const { rows } = chartSeries(sums, question);
  expect(rows).toHaveLength(24);
  expect(rows.filter(({ isRunning }) => isRunning).map(({ at }) => at)).toEqual(["2026-11-03T10:00:00.000Z"]);
  expect(rows[9]?.values).toEqual({ k: "7" });
});
