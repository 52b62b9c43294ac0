import { expect, test } from "vitest";
import { type Modifier, NO_TOKENS, type TokenClasses } from "@/lib/basics/tokens";
import type { Price } from "@/lib/pricing/price";
import { exactPrice, priceNano, searchesNano } from "@/lib/pricing/price-nano";
import { priceTable } from "@/lib/pricing/price-table";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

const catalogue = priceTable(
  MODELS,
  MODELS.flatMap(({ id }) => seedPrices(id).map((price, index): Price => ({ ...price, modelId: id, kind: "sale", version: index + 1 }))),
);
const MIXED: TokenClasses = { input: 12, cacheWrite5m: 1_000, cacheWrite1h: 2_000, cacheRead: 20_000, output: 150 };

function priceOf(name: string, at = new Date("2026-11-21T00:00:00Z")): Price {
  const price = catalogue.priceInForce(catalogue.model(name)?.id ?? "", "sale", at);
  if (!price) throw new Error(`no price for ${name}`);
  return price;
}

/** Exact pico-dollars. Fails if the price has smaller fractions. */
function pico(tokens: Partial<TokenClasses>, name: string, modifiers: Modifier[] = []): bigint {
  const { scaled, scale } = exactPrice({ tokens: { ...NO_TOKENS, ...tokens }, webSearches: 0, modifiers }, priceOf(name));
  const perPico = scale / 1_000n;
  expect(scaled % perPico).toBe(0n);
  return scaled / perPico;
}

test.each([
  ["claude-fable-5-2", 52_096_000_000n],
  ["claude-mythos-5-2", 52_096_000_000n],
  ["claude-fable-5-1", 65_120_000_000n],
  ["claude-mythos-5-1", 65_120_000_000n],
  ["claude-fable-5", 80_120_000_000n],
  ["claude-mythos-5", 80_120_000_000n],
  ["claude-opus-5-5", 28_048_000_000n],
  ["claude-opus-5", 40_060_000_000n],
  ["claude-opus-4-8", 40_060_000_000n],
  ["claude-opus-4-7", 40_060_000_000n],
  ["claude-opus-4-6", 40_060_000_000n],
  ["claude-opus-4-5", 40_060_000_000n],
  ["claude-opus-4-1", 120_180_000_000n],
  ["claude-opus-4-20250514", 120_180_000_000n],
  ["claude-sonnet-5-5", 14_024_000_000n],
  ["claude-sonnet-5", 16_024_000_000n],
  ["claude-sonnet-4-6", 24_036_000_000n],
  ["claude-sonnet-4-5", 24_036_000_000n],
  ["claude-sonnet-4-20250514", 24_036_000_000n],
  ["claude-3-5-sonnet-20241022", 24_036_000_000n],
  ["claude-haiku-5-5", 801_200_000n],
  ["claude-haiku-4-5", 8_012_000_000n],
  ["claude-3-5-haiku-20241022", 6_409_600_000n],
])("a call that uses every token class costs its list price on %s to the pico-dollar", (name, expected) => {
  expect(pico(MIXED, name)).toBe(expected);
});

test.each<[Modifier[], bigint]>([
  [["fast"], 56_096_000_000n],
  [["fast", "us_inference"], 61_705_600_000n],
  [["batch"], 14_024_000_000n],
  [["fast", "fast"], 56_096_000_000n],
])("on Opus 5.5 the modifiers %j multiply every token class, each once", (modifiers, expected) => {
  expect(pico(MIXED, "claude-opus-5-5", modifiers)).toBe(expected);
});

test("a regional endpoint costs a tenth more on Sonnet 4.5 and nothing more on Sonnet 4", () => {
  expect(pico(MIXED, "claude-sonnet-4-5", ["regional"])).toBe(26_439_600_000n);
  expect(pico(MIXED, "claude-sonnet-4-0", ["regional"])).toBe(24_036_000_000n);
});

test.each<[Partial<TokenClasses>, bigint]>([
  [{ input: 100_000, output: 1_000 }, 10_500_000_000n],
  [{ input: 100_001, output: 1_000 }, 52_500_500_000n],
  [{ input: 1, cacheRead: 100_000, output: 1_000 }, 7_500_500_000n],
  [{ cacheWrite5m: 60_000, cacheWrite1h: 40_001 }, 77_501_000_000n],
  [{ cacheRead: 100_000 }, 1_000_000_000n],
  [{ input: 99_999, cacheRead: 1 }, 9_999_910_000n],
  [{ cacheRead: 100_001 }, 5_000_050_000n],
])("Haiku 5.5 prices the whole call by the length of its prompt: %j", (tokens, expected) => {
  expect(pico(tokens, "claude-haiku-5-5")).toBe(expected);
});

test("samplings that were each judged by their own length keep their side of the step, however long they are together", () => {
  const priceOfSide = (input: number, isStep: boolean | null) =>
    priceNano({ tokens: { ...NO_TOKENS, input }, webSearches: 0, modifiers: [], isStep }, priceOf("claude-haiku-5-5"));
  expect([priceOfSide(200_000, false), priceOfSide(200_000, true), priceOfSide(200_000, null)]).toEqual([
    20_000_000n,
    100_000_000n,
    100_000_000n,
  ]);
  expect(priceOfSide(1, true)).toBe(500n);
});

test("three ids with the same beginning have three prices, and no prefix of an id is an id", () => {
  const prices = ["claude-fable-5", "claude-fable-5-1", "claude-fable-5-2"].map((name) => pico(MIXED, name));
  expect(new Set(prices).size).toBe(3);
  for (const name of ["claude-fable", "claude-fable-5-", "claude-fable-5-20260609", "CLAUDE-FABLE-5", "claude-sonnet-4", ""]) {
    expect(catalogue.model(name)).toBeNull();
  }
});

test("reading the cache on Sonnet 5.5 costs half since the first instant of 2026-10-07", () => {
  const tokens = { ...NO_TOKENS, cacheRead: 1_000_000 };
  const costAt = (at: string) => priceNano({ tokens, webSearches: 0, modifiers: [] }, priceOf("claude-sonnet-5-5", new Date(at)));
  expect(costAt("2026-10-06T23:59:59.999Z")).toBe(200_000_000n);
  expect(costAt("2026-10-07T00:00:00.000Z")).toBe(100_000_000n);
});

test("the sum is rounded up once: half a nano-dollar twice is one nano-dollar", () => {
  const half = { ...priceOf("claude-opus-5"), inputPico: 500n, outputPico: 500n };
  const costOf = (output: number) => priceNano({ tokens: { ...NO_TOKENS, input: 1, output }, webSearches: 0, modifiers: [] }, half);
  expect([costOf(0), costOf(1), costOf(2)]).toEqual([1n, 1n, 2n]);
});

test("a web search costs one cent, which no modifier multiplies", () => {
  const usage = { tokens: NO_TOKENS, webSearches: 2, modifiers: ["fast" as const] };
  expect(priceNano(usage, priceOf("claude-opus-5-5"))).toBe(20_000_000n);
  expect(searchesNano(usage, priceOf("claude-opus-5-5"))).toBe(20_000_000n);
});

test("negative or fractional figures are a bug and never a price", () => {
  for (const input of [-1, Number.NaN, 0.5]) {
    expect(() => priceNano({ tokens: { ...NO_TOKENS, input }, webSearches: 0, modifiers: [] }, priceOf("claude-opus-5"))).toThrow();
  }
  expect(() => priceNano({ tokens: NO_TOKENS, webSearches: -1, modifiers: [] }, priceOf("claude-opus-5"))).toThrow();
});
