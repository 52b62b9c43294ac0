import { expect, test } from "vitest";
import { cachingSaving } from "@/lib/pricing/caching-saving";
import type { Rates } from "@/lib/pricing/price";

// Two dollars per million input tokens.
const RATES: Rates = {
  inputPico: 2_000_000n,
  outputPico: 10_000_000n,
  multipliersPpm: { input: 1_000_000n, cacheWrite5m: 1_250_000n, cacheWrite1h: 2_000_000n, cacheRead: 50_000n },
  step: null,
  modifierPpm: {},
  webSearchNano: 0n,
};
const MODEL = { minCacheableTokens: 512 };

test("the repeated part is written once an hour and read by every other call", () => {
  const calls = { promptTokens: 10_000, repeatedPercent: 80, callsPerDay: 1_024 };
  // 2,000 plain tokens cost $0.004; 8,000 written cost $0.032, and read $0.0008.
  expect(cachingSaving(calls, RATES, MODEL)).toEqual({
    plainNano: 1_024n * 20_000_000n,
    cachedNano: 24n * 36_000_000n + 1_000n * 4_800_000n,
    isTooShort: false,
  });
});

test("calls that come less often than once an hour all write, so caching costs more", () => {
  const { plainNano, cachedNano } = cachingSaving({ promptTokens: 1_000, repeatedPercent: 100, callsPerDay: 10 }, RATES, MODEL);
  expect([plainNano, cachedNano]).toEqual([20_000_000n, 40_000_000n]);
});

test("a repeated part below the model's minimum is not cached, and nothing is saved", () => {
  const saving = cachingSaving({ promptTokens: 1_000, repeatedPercent: 51, callsPerDay: 5_000 }, RATES, MODEL);
  expect(saving).toEqual({ plainNano: 10_000_000_000n, cachedNano: 10_000_000_000n, isTooShort: true });
});

test("above a model's step both sides are priced by the step", () => {
  const rates = { ...RATES, step: { aboveTokens: 5_000, inputPico: 20_000_000n, outputPico: 1n } };
  const { plainNano, cachedNano } = cachingSaving({ promptTokens: 10_000, repeatedPercent: 100, callsPerDay: 24 }, rates, MODEL);
  expect([plainNano, cachedNano]).toEqual([24n * 200_000_000n, 24n * 400_000_000n]);
});
