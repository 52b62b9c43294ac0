import fc from "fast-check";
import { expect, test } from "vitest";
import { MODIFIERS } from "@/lib/basics/tokens";
import { priceNano } from "@/lib/pricing/price-nano";
import { type BoundedCall, maxTokensThatFit, upperBoundNano } from "@/lib/pricing/upper-bound";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

function boundedCall(modelId: string, call: Pick<BoundedCall, "inputTokens" | "maxOutputTokens"> & Partial<BoundedCall>): BoundedCall {
  const model = MODELS.find(({ id }) => id === modelId);
  const price = seedPrices(modelId).at(-1);
  if (!model || !price) throw new Error(`no price for ${modelId}`);
  return { model, price, ...call };
}

test("a plain call holds its prompt at the input price and its whole output", () => {
  const call = boundedCall("claude-sonnet-4-20250514", {
    inputTokens: 464,
    maxOutputTokens: 500,
    inputClasses: ["input"],
    modifiers: [],
  });
  expect(upperBoundNano(call)).toBe(464n * 3_000n + 500n * 15_000n);
});

test("what the caller does not rule out is held for: one-hour writes and every surcharge, never a discount", () => {
  const call = boundedCall("claude-opus-5-5", { inputTokens: 500, maxOutputTokens: 0 });
  const surcharged = (500n * 4_000n * 2n * 2n * 11n * 11n) / 100n;
  expect(upperBoundNano(call)).toBe(surcharged);
  expect(upperBoundNano({ ...call, modifiers: ["batch"] })).toBe(500n * 4_000n * 2n);
});

test("a modifier that is certain counts with all that it changes, a discount too", () => {
  const call = boundedCall("claude-opus-5-5", { inputTokens: 500, maxOutputTokens: 100, inputClasses: ["input"], modifiers: [] });
  const plain = 500n * 4_000n + 100n * 20_000n;
  expect(upperBoundNano(call)).toBe(plain);
  expect(upperBoundNano({ ...call, certain: ["batch"] })).toBe(plain / 2n);
  expect(upperBoundNano({ ...call, certain: ["fast"] })).toBe(plain * 2n);
});

test("a part of a nano-dollar is held for as a whole one", () => {
  const call = boundedCall("claude-opus-5", { inputTokens: 1, maxOutputTokens: 0, inputClasses: ["input"], modifiers: [] });
  const price = { ...call.price, inputPico: 1_001n };
  expect(upperBoundNano({ ...call, price })).toBe(2n);
});

test("a prompt that may be longer than the step is held for at the step's prices, output included", () => {
  const call = { maxOutputTokens: 1_000, inputClasses: ["input" as const], modifiers: [] };
  const short = boundedCall("claude-haiku-5-5", { inputTokens: 100_000, ...call });
  const long = boundedCall("claude-haiku-5-5", { inputTokens: 100_001, ...call });
  expect(upperBoundNano(short)).toBe(100_000n * 100n + 1_000n * 500n);
  expect(upperBoundNano(long)).toBe(100_001n * 500n + 1_000n * 2_500n);
});

test("no more is held than the model can write", () => {
  const call = boundedCall("claude-haiku-4-5-20251001", {
    inputTokens: 200_000,
    maxOutputTokens: 9_000_000,
    inputClasses: ["input"],
    modifiers: [],
  });
  expect(upperBoundNano(call)).toBe(200_000n * 1_000n + 64_000n * 5_000n);
});

test("web searches that the request allows are held for", () => {
  const call = boundedCall("claude-opus-5", { inputTokens: 0, maxOutputTokens: 0, modifiers: [] });
  expect(upperBoundNano({ ...call, maxWebSearches: 3 }) - upperBoundNano(call)).toBe(30_000_000n);
});

test("a call within its tokens never costs more than was held, on any model and with any modifiers", () => {
  const priced = MODELS.filter(({ id }) => seedPrices(id).length > 0);
  const share = fc.integer({ min: 0, max: 1_000 });
  fc.assert(
    fc.property(
      fc.constantFrom(...priced),
      fc.integer({ min: 0, max: 3_000_000 }),
      fc.integer({ min: 0, max: 128_000 }),
      fc.tuple(share, share, share, share),
      fc.subarray([...MODIFIERS]),
      (model, inputTokens, maxOutputTokens, shares, modifiers) => {
        const call = boundedCall(model.id, { inputTokens, maxOutputTokens });
        const total = shares.reduce((sum, each) => sum + each, 1);
        const [input = 0, cacheWrite5m = 0, cacheWrite1h = 0, cacheRead = 0] = shares.map((each) =>
          Math.floor((inputTokens * each) / total),
        );
        const output = Math.min(maxOutputTokens, model.maxOutputTokens);
        const tokens = { input, cacheWrite5m, cacheWrite1h, cacheRead, output };
        expect(priceNano({ tokens, webSearches: 0, modifiers }, call.price) <= upperBoundNano(call)).toBe(true);
      },
    ),
  );
});

test("the output that fits a balance is the most whose hold the balance covers", () => {
  const call = boundedCall("claude-sonnet-4-6", { inputTokens: 464, maxOutputTokens: 0, inputClasses: ["input"], modifiers: [] });
  const availableNano = 464n * 3_000n + 99n * 15_000n + 14_999n;
  expect(maxTokensThatFit(availableNano, call)).toBe(99);
  expect(upperBoundNano({ ...call, maxOutputTokens: 99 }) <= availableNano).toBe(true);
  expect(upperBoundNano({ ...call, maxOutputTokens: 100 }) > availableNano).toBe(true);
  expect(maxTokensThatFit(464n * 3_000n + 15_000n, call)).toBe(1);
  expect(maxTokensThatFit(464n * 3_000n + 14_999n, call)).toBeNull();
  expect(maxTokensThatFit(464n * 3_000n, call)).toBeNull();
  expect(maxTokensThatFit(10n ** 18n, call)).toBe(128_000);
});
