import { expect, test } from "vitest";
import { NO_TOKENS } from "@/lib/basics/tokens";
import { addUpUsage, addUpUsageBy, allTokens, cacheHitRate, NO_FIGURES, netSavingNano } from "@/lib/usage/add-up-usage";

const part = (modelId: string, chargeNano: bigint, requests = 1) => ({
  ...NO_FIGURES,
  modelId,
  requests,
  chargeNano,
  tokens: { input: 1, cacheWrite5m: 2, cacheWrite1h: 3, cacheRead: 4, output: 5 },
});

test("parts of any cut add up to the same whole, and the most expensive comes first", () => {
  const parts = [part("a", 1n), part("b", 5n), part("a", 2n), part("c", 3n, 3)];
  const byModel = addUpUsageBy(parts, (each) => each.modelId);
  expect(byModel.map(([name, figures]) => [name, figures.chargeNano])).toEqual([
    ["b", 5n],
    ["c", 3n],
    ["a", 3n],
  ]);
  expect(addUpUsage(byModel.map(([, figures]) => figures))).toEqual(addUpUsage(parts));
  expect(allTokens(addUpUsage(parts).tokens)).toBe(60);
});

test("without a reported prompt token there is no hit rate, which is not a rate of zero", () => {
  expect(cacheHitRate({ ...NO_TOKENS, output: 9 })).toBeNull();
  expect(cacheHitRate({ ...NO_TOKENS, input: 9 })).toBe(0);
  expect(cacheHitRate({ ...NO_TOKENS, input: 1, cacheWrite5m: 1, cacheRead: 2 })).toBe(0.5);
});

test("writes that were never read make the saving negative", () => {
  expect(netSavingNano({ readsSavedNano: 3n, writesExtraNano: 5n })).toBe(-2n);
});
