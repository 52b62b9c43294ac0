import type { Rates } from "@/lib/pricing/price";

export type SeedPrice = Rates & { effectiveFrom: Date; note: string };

// Pico-dollars per token: 1_000_000n is 1 USD per million tokens. Factors are millionths.
const WRITES = { input: 1_000_000n, cacheWrite5m: 1_250_000n, cacheWrite1h: 2_000_000n };
const TENTH = { ...WRITES, cacheRead: 100_000n };
const TWENTIETH = { ...WRITES, cacheRead: 50_000n };
const FORTIETH = { ...WRITES, cacheRead: 25_000n };

const BATCH = { batch: 500_000n };
/** Bedrock's and Google's regional endpoints cost a tenth more since 4.5, inference in the US only since 4.6. */
const SINCE_45 = { ...BATCH, regional: 1_100_000n };
const SINCE_46 = { ...SINCE_45, us_inference: 1_100_000n };
const WITH_FAST = { ...SINCE_46, fast: 2_000_000n };

const WEB_SEARCH_NANO = 10_000_000n;
const NOTE = "List price as published by Anthropic, November 2026";

type Listed = [from: string, inputPico: bigint, outputPico: bigint, Rates["multipliersPpm"], Rates["modifierPpm"], step?: Rates["step"]];

const HAIKU_STEP = { aboveTokens: 100_000, inputPico: 500_000n, outputPico: 2_500_000n };

const LISTED: Record<string, Listed[]> = {
  "claude-fable-5-2": [["2026-11-09", 8_000_000n, 40_000_000n, FORTIETH, WITH_FAST]],
  "claude-mythos-5-2": [["2026-11-09", 8_000_000n, 40_000_000n, FORTIETH, WITH_FAST]],
  "claude-fable-5-1": [["2026-09-01", 10_000_000n, 50_000_000n, FORTIETH, SINCE_46]],
  "claude-mythos-5-1": [["2026-09-01", 10_000_000n, 50_000_000n, FORTIETH, SINCE_46]],
  "claude-fable-5": [["2026-06-09", 10_000_000n, 50_000_000n, TENTH, SINCE_46]],
  "claude-mythos-5": [["2026-06-09", 10_000_000n, 50_000_000n, TENTH, SINCE_46]],
  "claude-opus-5-5": [["2026-09-22", 4_000_000n, 20_000_000n, TWENTIETH, WITH_FAST]],
  "claude-opus-5": [["2026-07-24", 5_000_000n, 25_000_000n, TENTH, WITH_FAST]],
  // Fast mode ends with November.
  "claude-opus-4-8": [
    ["2026-05-28", 5_000_000n, 25_000_000n, TENTH, WITH_FAST],
    ["2026-11-30", 5_000_000n, 25_000_000n, TENTH, SINCE_46],
  ],
  "claude-opus-4-7": [["2026-04-16", 5_000_000n, 25_000_000n, TENTH, SINCE_46]],
  "claude-opus-4-6": [["2026-02-05", 5_000_000n, 25_000_000n, TENTH, SINCE_46]],
  "claude-opus-4-5-20251101": [["2025-11-24", 5_000_000n, 25_000_000n, TENTH, SINCE_45]],
  "claude-opus-4-1-20250805": [["2025-08-05", 15_000_000n, 75_000_000n, TENTH, BATCH]],
  "claude-opus-4-20250514": [["2025-05-14", 15_000_000n, 75_000_000n, TENTH, BATCH]],
  // A cache read cost 0.20 USD until 2026-10-07, and 0.10 since then.
  "claude-sonnet-5-5": [
    ["2026-09-01", 2_000_000n, 10_000_000n, TENTH, SINCE_46],
    ["2026-10-07", 2_000_000n, 10_000_000n, TWENTIETH, SINCE_46],
  ],
  "claude-sonnet-5": [["2026-06-30", 2_000_000n, 10_000_000n, TENTH, SINCE_46]],
  "claude-sonnet-4-6": [["2026-02-17", 3_000_000n, 15_000_000n, TENTH, SINCE_46]],
  "claude-sonnet-4-5-20250929": [["2025-09-29", 3_000_000n, 15_000_000n, TENTH, SINCE_45]],
  "claude-sonnet-4-20250514": [["2025-05-14", 3_000_000n, 15_000_000n, TENTH, BATCH]],
  "claude-3-7-sonnet-20250219": [["2025-02-24", 3_000_000n, 15_000_000n, TENTH, BATCH]],
  "claude-3-5-sonnet-20241022": [["2024-10-22", 3_000_000n, 15_000_000n, TENTH, BATCH]],
  "claude-haiku-5-5": [["2026-10-07", 100_000n, 500_000n, TENTH, SINCE_46, HAIKU_STEP]],
  "claude-haiku-4-5-20251001": [["2025-10-15", 1_000_000n, 5_000_000n, TENTH, SINCE_45]],
  "claude-3-5-haiku-20241022": [["2024-10-22", 800_000n, 4_000_000n, TENTH, BATCH]],
};

/** A model's list prices, oldest first; none if no reliable source has a price. */
export function seedPrices(modelId: string): SeedPrice[] {
  return (LISTED[modelId] ?? []).map(([from, inputPico, outputPico, multipliersPpm, modifierPpm, step = null]) => ({
    effectiveFrom: new Date(`${from}T00:00:00Z`),
    note: NOTE,
    inputPico,
    outputPico,
    multipliersPpm,
    modifierPpm,
    step,
    webSearchNano: WEB_SEARCH_NANO,
  }));
}
