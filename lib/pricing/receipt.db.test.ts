import fc from "fast-check";
import { expect, test } from "vitest";
import { MODIFIERS, NO_TOKENS } from "@/lib/basics/tokens";
import { postgres } from "@/lib/platform/postgres";
import { INPUT_CLASSES, type Price, type Rates } from "@/lib/pricing/price";
import { exactPrice, type PricedUsage, priceNano } from "@/lib/pricing/price-nano";
import { receipt, receiptLines } from "@/lib/pricing/receipt";

const ppm = fc.bigInt({ min: 1n, max: 100_000_000n });
const pico = fc.bigInt({ min: 1n, max: 10_000_000_000n });
const tokens = fc.integer({ min: 0, max: 2_000_000 });
const optionalPpm = fc.option(ppm, { nil: undefined });

const rates: fc.Arbitrary<Rates> = fc.record({
  inputPico: pico,
  outputPico: pico,
  multipliersPpm: fc.record({ input: ppm, cacheWrite5m: ppm, cacheWrite1h: ppm, cacheRead: ppm }),
  step: fc.option(fc.record({ aboveTokens: fc.integer({ min: 1, max: 4_000_000 }), inputPico: pico, outputPico: pico })),
  modifierPpm: fc.record({ fast: optionalPpm, us_inference: optionalPpm, batch: optionalPpm, regional: optionalPpm }),
  webSearchNano: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
});
const usage: fc.Arbitrary<PricedUsage> = fc.record({
  tokens: fc.record({ input: tokens, cacheWrite5m: tokens, cacheWrite1h: tokens, cacheRead: tokens, output: tokens }),
  webSearches: fc.integer({ min: 0, max: 100 }),
  modifiers: fc.subarray([...MODIFIERS]),
});

const SONNET: Rates = {
  inputPico: 3_000_000n,
  outputPico: 15_000_000n,
  multipliersPpm: { input: 1_000_000n, cacheWrite5m: 1_250_000n, cacheWrite1h: 2_000_000n, cacheRead: 100_000n },
  step: null,
  modifierPpm: { us_inference: 1_100_000n },
  webSearchNano: 10_000_000n,
};

test("every line of a receipt says tokens × price × multiplier = amount, exactly", () => {
  const used = {
    tokens: { input: 12, cacheWrite5m: 1_000, cacheWrite1h: 2_000, cacheRead: 20_000, output: 150 },
    webSearches: 1,
    modifiers: [],
  };
  const { lines, ...rest } = receipt(used, SONNET);
  expect(lines.map((line) => [line.kind === "tokens" ? line.tokenClass : line.kind, line.amount])).toEqual([
    ["input", "0.000036"],
    ["cacheWrite5m", "0.00375"],
    ["cacheWrite1h", "0.012"],
    ["cacheRead", "0.006"],
    ["output", "0.00225"],
    ["web_searches", "0.01"],
  ]);
  expect(lines[2]).toMatchObject({ tokens: 2_000, pricePico: 3_000_000n, multiplierPpm: 2_000_000n });
  expect(rest).toEqual({ factors: [], isStep: false, exactAmount: "0.034036", priceNano: 34_036_000n });
});

test("a call of several samplings says the side of the step by which they were priced", () => {
  const price = { ...SONNET, step: { aboveTokens: 100, inputPico: 6_000_000n, outputPico: 30_000_000n } };
  const used = (isStep: boolean | null) => ({ tokens: { ...NO_TOKENS, input: 150 }, webSearches: 0, modifiers: [], isStep });
  const sides = [false, true, null].map((isStep) => receipt(used(isStep), price));
  expect(sides.map(({ isStep, exactAmount }) => [isStep, exactAmount])).toEqual([
    [false, "0.00045"],
    [true, "0.0009"],
    [true, "0.0009"],
  ]);
});

test("a modifier is a factor of the receipt and already inside each line's amount", () => {
  const { lines, factors, exactAmount } = receipt(
    { tokens: { ...NO_TOKENS, cacheRead: 1 }, webSearches: 0, modifiers: ["us_inference", "fast"] },
    SONNET,
  );
  expect(factors).toEqual([{ modifier: "us_inference", factorPpm: 1_100_000n }]);
  expect(lines.find((line) => line.kind === "tokens" && line.tokenClass === "cacheRead")?.amount).toBe("0.00000033");
  expect(exactAmount).toBe("0.00000033");
});

test("for any price and any call the lines sum exactly to the price before its rounding, which adds less than a nano-dollar", () => {
  fc.assert(
    fc.property(usage, rates, (used, price) => {
      const { scaled, scale } = exactPrice(used, price);
      expect(receiptLines(used, price).reduce((sum, line) => sum + line.scaled, 0n)).toBe(scaled);
      const rounding = priceNano(used, price) * scale - scaled;
      expect(rounding >= 0n && rounding < scale).toBe(true);
    }),
  );
});

// A third arithmetic, with decimals. Factors are multiplied by 0.000001, not divided by a million: only products of decimals are exact.
const PRICE_OF_JSON = `
  SELECT ceil(
    (base.input_pico * ($2::numeric * p.input_ppm + $3::numeric * p.cache_write_5m_ppm + $4::numeric * p.cache_write_1h_ppm
        + $5::numeric * p.cache_read_ppm)
      + base.output_pico * $6::numeric * 1000000)
    * 0.000000001
    * CASE WHEN 'fast' = ANY ($8::text[]) THEN coalesce(p.fast_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'us_inference' = ANY ($8) THEN coalesce(p.us_inference_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'batch' = ANY ($8) THEN coalesce(p.batch_ppm, 1000000) ELSE 1000000 END * 0.000001
    * CASE WHEN 'regional' = ANY ($8) THEN coalesce(p.regional_ppm, 1000000) ELSE 1000000 END * 0.000001
    + $7::numeric * p.web_search_nano)::text AS nano
  FROM jsonb_populate_record(NULL::price, $1) p
  CROSS JOIN LATERAL (SELECT coalesce($2::numeric + $3::numeric + $4::numeric + $5::numeric > p.step_above_tokens, false) AS is_over) step
  CROSS JOIN LATERAL (
    SELECT CASE WHEN is_over THEN p.step_input_pico ELSE p.input_pico END AS input_pico,
      CASE WHEN is_over THEN p.step_output_pico ELSE p.output_pico END AS output_pico
  ) base`;

test("Postgres computes the same nano-dollars as we do, for any price and any call", async () => {
  await fc.assert(
    fc.asyncProperty(usage, rates, async (used, price) => {
      const inputs = INPUT_CLASSES.map((each) => used.tokens[each]);
      const values = [rowOf(price), ...inputs, used.tokens.output, used.webSearches, used.modifiers];
      const { rows } = await postgres().query<{ nano: string }>(PRICE_OF_JSON, values);
      expect(BigInt(rows[0]?.nano ?? -1)).toBe(priceNano(used, price));
    }),
    { numRuns: 300 },
  );
});

function rowOf({ multipliersPpm, modifierPpm, step, ...price }: Rates & Partial<Price>): string {
  const row = {
    input_pico: price.inputPico,
    output_pico: price.outputPico,
    input_ppm: multipliersPpm.input,
    cache_write_5m_ppm: multipliersPpm.cacheWrite5m,
    cache_write_1h_ppm: multipliersPpm.cacheWrite1h,
    cache_read_ppm: multipliersPpm.cacheRead,
    step_above_tokens: step?.aboveTokens,
    step_input_pico: step?.inputPico,
    step_output_pico: step?.outputPico,
    fast_ppm: modifierPpm.fast,
    us_inference_ppm: modifierPpm.us_inference,
    batch_ppm: modifierPpm.batch,
    regional_ppm: modifierPpm.regional,
    web_search_nano: price.webSearchNano,
  };
  return JSON.stringify(row, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}
