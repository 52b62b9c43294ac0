import { expect, test } from "vitest";
import { NO_TOKENS, type TokenClasses } from "@/lib/basics/tokens";
import type { Price } from "@/lib/pricing/price";
import { priceTable } from "@/lib/pricing/price-table";
import type { PricedCall } from "@/lib/relay/call/call";
import { usageOf, wholePriceNano, withOutput } from "@/lib/relay/money/measure-usage";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

const receivedAt = new Date("2026-11-21T00:00:00Z");
const prices = priceTable(
  MODELS,
  MODELS.flatMap(({ id }) => seedPrices(id).map((price, index): Price => ({ ...price, modelId: id, kind: "sale", version: index + 1 }))),
);

/** The usage of Haiku 5.5 in these samplings. Its price has a step at 100,000 prompt tokens. */
function sampled(...samplings: Partial<TokenClasses>[]) {
  const [model, price] = [prices.model("claude-haiku-5-5"), prices.priceInForce("claude-haiku-5-5", "sale", receivedAt)];
  if (!model || !price) throw new Error("Haiku 5.5 is not in the catalogue");
  const call: PricedCall = {
    requestId: "req_test",
    receivedAt,
    parsed: { model },
    price,
    upstreamPrice: null,
    prices,
  };
  const ownSamplings = samplings.map((tokens) => ({ ...NO_TOKENS, ...tokens }));
  const usage = { tokens: NO_TOKENS, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false };
  const metered = { usage, ownSamplings, otherModels: [], flags: [], unbilledReason: null, answeredBy: null };
  return { usage: usageOf(call, null, metered), price };
}

const costOf = (...samplings: Partial<TokenClasses>[]) => {
  const { usage, price } = sampled(...samplings);
  return wholePriceNano(usage, price);
};

test.each([
  ["in one sampling", [{ input: 60_000, output: 100 }], [{ input: 60_000, output: 5_000 }]],
  [
    "in samplings that are priced one by one",
    [
      { input: 60_000, output: 100 },
      { input: 70_000, output: 200 },
    ],
    [
      { input: 60_000, output: 4_800 },
      { input: 70_000, output: 200 },
    ],
  ],
  [
    "where one of them is above the step, which costs more",
    [
      { input: 60_000, output: 100 },
      { input: 170_000, output: 200 },
    ],
    [
      { input: 60_000, output: 100 },
      { input: 170_000, output: 4_900 },
    ],
  ],
])("a longer answer counts %s", (_, samplings, longer) => {
  const { usage, price } = sampled(...samplings);
  expect(wholePriceNano(withOutput(usage, 5_000, price), price)).toBe(costOf(...longer));
  expect(withOutput(usage, 50, price)).toBe(usage);
});
