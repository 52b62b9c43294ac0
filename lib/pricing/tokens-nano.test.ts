import { expect, test } from "vitest";
import type { Rates } from "@/lib/pricing/price";
import { priceNano } from "@/lib/pricing/price-nano";
import { tokensNano } from "@/lib/pricing/tokens-nano";

const RATES: Rates = {
  inputPico: 3_000_001n,
  outputPico: 15_000_007n,
  multipliersPpm: { input: 1_000_000n, cacheWrite5m: 1_250_000n, cacheWrite1h: 2_000_000n, cacheRead: 100_003n },
  step: null,
  modifierPpm: {},
  webSearchNano: 10_000_000n,
};

test("one plain call costs by its sums what it costs by its price", () => {
  const tokens = { input: 17, cacheWrite5m: 3_001, cacheWrite1h: 11, cacheRead: 99_991, output: 777 };
  const used = { tokens: { input: 17n, cacheWrite5m: 3_001n, cacheWrite1h: 11n, cacheRead: 99_991n, output: 777n }, webSearches: 2n };
  expect(tokensNano(used, RATES)).toBe(priceNano({ tokens, webSearches: 2, modifiers: [] }, RATES));
});

test("more tokens than a number can count are priced to the last nano-dollar", () => {
  const none = { input: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n, cacheRead: 0n };
  const output = 9_007_199_254_740_993n;
  expect(tokensNano({ tokens: { ...none, output }, webSearches: 0n }, { ...RATES, outputPico: 1_000n })).toBe(output);
});
