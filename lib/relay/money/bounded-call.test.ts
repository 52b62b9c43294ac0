import fc from "fast-check";
import { expect, test } from "vitest";
import { type Modifier, NO_TOKENS } from "@/lib/basics/tokens";
import type { Price } from "@/lib/pricing/price";
import { priceNano } from "@/lib/pricing/price-nano";
import { upperBoundNano } from "@/lib/pricing/upper-bound";
import type { OtherModel } from "@/lib/relay/call/call";
import { parseCall } from "@/lib/relay/call/dialect";
import { mostPromptTokens } from "@/lib/relay/call/prompt-tokens";
import { type Boundable, boundedCall, callBoundNano } from "@/lib/relay/money/bounded-call";
import { maxTokensWithin } from "@/lib/relay/money/what-fits";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { MODELS } from "@/prisma/seed-data/models";
import { type SeedPrice, seedPrices } from "@/prisma/seed-data/prices";

const priced = MODELS.filter(({ id }) => seedPrices(id).length > 0);
const modelId = fc.constantFrom(...priced.map(({ id }) => id));
const tokens = fc.integer({ min: 1, max: 8_000 });
const fallback = fc.record({ model: modelId, max_tokens: fc.option(tokens, { nil: undefined }) });
const adviser = fc.record({ model: modelId, max_tokens: fc.option(tokens, { nil: undefined }), max_uses: fc.integer({ min: 0, max: 4 }) });

function catalogued(id: string) {
  const model = priced.find((each) => each.id === id) as (typeof priced)[number];
  const price: Price = { ...(seedPrices(id).at(-1) as SeedPrice), modelId: id, kind: "sale", version: 1, effectiveFrom: new Date() };
  return { model, price };
}

function callOf(id: string, body: object): Required<Pick<Boundable, "otherModels">> & Boundable {
  const bytes = Buffer.from(JSON.stringify({ model: id, messages: [{ role: "user", content: "x".repeat(5_000) }], ...body }));
  const { model, price } = catalogued(id);
  const parsed = parseCall(messagesDialect, bytes, { at: new Date(), headers: {} }, () => model);
  return { parsed, price, otherModels: parsed.request.namedModels.map((named) => ({ ...named, ...catalogued(named.modelId) })) };
}

const drawn = fc.record({
  own: modelId,
  max_tokens: tokens,
  fallbacks: fc.array(fallback, { maxLength: 2 }),
  tools: fc.array(adviser, { maxLength: 2 }),
});
const bodyOf = ({ max_tokens, fallbacks, tools }: { max_tokens: number; fallbacks: object[]; tools: object[] }) => ({
  max_tokens,
  ...(fallbacks.length > 0 && { fallbacks }),
  ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: "advisor_20260301", name: "advisor", ...tool })) }),
});

/** The most expensive course of such a call: every model writes its maximum and reads everything written before. */
function mostExpensive({ parsed, price, otherModels }: ReturnType<typeof callOf>): bigint {
  const { request, model } = parsed;
  const advisers = otherModels.filter(({ isFallback }) => !isFallback);
  const fallbacks = otherModels.filter(({ isFallback }) => isFallback);
  const most = ({ model, maxTokens, isFallback }: OtherModel) => {
    return Math.min(model.maxOutputTokens, maxTokens ?? (isFallback ? request.maxTokens : model.maxOutputTokens));
  };
  let written = 0;
  const paid = (by: Pick<OtherModel, "model" | "price">, output: number) => {
    const prompt = mostPromptTokens(request, by.model);
    const usage = {
      tokens: { ...NO_TOKENS, input: Math.min(by.model.contextTokens, prompt + written), output },
      modifiers: [] as Modifier[],
    };
    written += output;
    return priceNano({ ...usage, webSearches: 0 }, by.price);
  };
  let sum = 0n;
  for (const adviser of advisers) {
    for (let use = 0; use < adviser.uses; use++) sum += paid({ model, price }, 0) + paid(adviser, most(adviser));
  }
  sum += paid({ model, price }, Math.min(model.maxOutputTokens, request.maxTokens));
  for (const each of fallbacks) sum += paid(each, most(each));
  return sum;
}

test("whatever the models that a request names may do within its limits is held for", () => {
  fc.assert(
    fc.property(drawn, ({ own, ...body }) => {
      const call = callOf(own, bodyOf(body));
      expect(callBoundNano(call)).toBeGreaterThanOrEqual(mostExpensive(call));
    }),
    { numRuns: 300 },
  );
});

test("with other models too, asking for exactly what fits is granted and one token more is refused", () => {
  fc.assert(
    fc.property(drawn, fc.integer({ min: 1, max: 1_500 }), ({ own, ...body }, thousandths) => {
      const call = callOf(own, bodyOf(body));
      const spendableNano = (callBoundNano(call) * BigInt(thousandths)) / 1_000n;
      const fits = maxTokensWithin(call, spendableNano);
      const needed = (max_tokens: number) => callBoundNano(callOf(own, bodyOf({ ...body, max_tokens })));
      if (fits !== null) expect(needed(fits)).toBeLessThanOrEqual(spendableNano);
      if (fits === null || fits < call.parsed.model.maxOutputTokens) expect(needed((fits ?? 0) + 1)).toBeGreaterThan(spendableNano);
    }),
    { numRuns: 200 },
  );
});

test("an ordinary call is held for as before", () => {
  const call = callOf("claude-opus-5-5", { max_tokens: 100 });
  expect(callBoundNano(call)).toBe(upperBoundNano(boundedCall(call)));
});

test("a fallback that may run fast makes the whole call more expensive, since its report has one speed for all", () => {
  const slow = callOf("claude-opus-5-5", { max_tokens: 100, fallbacks: [{ model: "claude-opus-5-5" }] });
  const fast = callOf("claude-opus-5-5", { max_tokens: 100, fallbacks: [{ model: "claude-opus-5-5", speed: "fast" }] });
  expect(boundedCall(fast).modifiers).toEqual(["fast"]);
  expect(callBoundNano(fast)).toBeGreaterThan(callBoundNano(slow) + callBoundNano(slow) / 2n);
});
