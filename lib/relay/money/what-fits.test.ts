import fc from "fast-check";
import { expect, test } from "vitest";
import type { Price } from "@/lib/pricing/price";
import { upperBoundNano } from "@/lib/pricing/upper-bound";
import { type ParsedCall, parseCall } from "@/lib/relay/call/dialect";
import { boundedCall } from "@/lib/relay/money/bounded-call";
import { maxTokensWithin } from "@/lib/relay/money/what-fits";
import { chatDialect } from "@/lib/relay/reception/chat-dialect";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { responsesDialect } from "@/lib/relay/reception/responses-dialect";
import { withMaxTokens } from "@/lib/wire/anthropic/request";
import { MODELS } from "@/prisma/seed-data/models";
import { type SeedPrice, seedPrices } from "@/prisma/seed-data/prices";

const TOOL = { name: "look", input_schema: { type: "object" } };
const FUNCTION = { name: "look", parameters: { type: "object", properties: {} } };
type Question = { modelId: string; text: string; hasTools: boolean; isCached: boolean; budget: number };

/** The same question in each format, for an answer of at most so many tokens. */
const FORMATS = [
  {
    dialect: messagesDialect,
    body: (question: Question, max: number) => ({
      max_tokens: max,
      messages: [{ role: "user", content: [{ type: "text", text: question.text, ...marker(question) }] }],
      ...(question.hasTools && { tools: [TOOL] }),
      ...(question.budget > 0 && { thinking: { type: "enabled", budget_tokens: question.budget } }),
    }),
  },
  {
    dialect: chatDialect,
    body: (question: Question, max: number) => ({
      max_completion_tokens: max,
      messages: [{ role: "user", content: [{ type: "text", text: question.text, ...marker(question) }] }],
      ...(question.hasTools && { tools: [{ type: "function", function: FUNCTION }] }),
      ...(question.budget > 0 && { thinking: { type: "enabled", budget_tokens: question.budget } }),
    }),
  },
  {
    dialect: responsesDialect,
    body: (question: Question, max: number) => ({
      max_output_tokens: max,
      input: question.text,
      ...(question.hasTools && { tools: [{ type: "function", ...FUNCTION }] }),
      ...(question.budget > 0 && { thinking: { type: "enabled", budget_tokens: question.budget } }),
    }),
  },
];

const marker = ({ isCached }: Question) => (isCached ? { cache_control: { type: "ephemeral" as const } } : {});
const priced = MODELS.filter(({ id }) => seedPrices(id).length > 0);
const question = fc.record({
  modelId: fc.constantFrom(...priced).map(({ id }) => id),
  // A question of blanks counts as empty: chat and responses refuse it before they price anything.
  text: fc.string({ minLength: 1, unit: "grapheme", maxLength: 3_000 }).filter((text) => text.trim() !== ""),
  hasTools: fc.boolean(),
  isCached: fc.boolean(),
  budget: fc.oneof(fc.constant(0), fc.integer({ min: 1_024, max: 4_000 })),
});

test("in every format, asking for exactly what fits is granted and one token more is refused", () => {
  const seen = { some: 0, none: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...FORMATS), question, fc.integer({ min: 1, max: 8_000 }), fc.integer({ min: 1, max: 999 }), (...drawn) => {
      const [{ dialect, body }, asking, limit, thousandths] = drawn;
      const model = priced.find(({ id }) => id === asking.modelId) as (typeof priced)[number];
      const price = {
        ...(seedPrices(model.id).at(-1) as SeedPrice),
        modelId: model.id,
        kind: "sale" as const,
        version: 1,
        effectiveFrom: new Date(),
      };
      const read = (max: number): { parsed: ParsedCall; price: Price } => {
        const bytes = Buffer.from(JSON.stringify({ model: model.id, ...body(asking, max) }));
        return { price, parsed: parseCall(dialect, bytes, { at: new Date(), headers: {} }, () => model) };
      };
      const needed = (max: number) => upperBoundNano(boundedCall(read(max)));
      const first = read(limit);
      const availableNano = (upperBoundNano(boundedCall(first)) * BigInt(thousandths)) / 1_000n;
      const fits = maxTokensWithin(first, availableNano);
      if (fits === null) {
        seen.none++;
        const least = first.parsed.request.maxTokens > asking.budget ? asking.budget + 1 : 1;
        expect(needed(least)).toBeGreaterThan(availableNano);
        return;
      }
      seen.some++;
      expect(needed(fits)).toBeLessThanOrEqual(availableNano);
      expect(needed(fits + 1)).toBeGreaterThan(availableNano);
      expect(withMaxTokens(first.parsed.request, fits)).toEqual(read(fits).parsed.request);
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.some, seen.none)).toBeGreaterThan(20);
});
