import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { MODIFIERS, NO_TOKENS } from "@/lib/basics/tokens";
import { postgres } from "@/lib/platform/postgres";
import type { Rates } from "@/lib/pricing/price";
import { priceBook } from "@/lib/pricing/price-book";
import { priceNano } from "@/lib/pricing/price-nano";
import { readReceipt } from "@/lib/receipts/read-receipt";
import { receiptJson } from "@/lib/receipts/receipt-json";
import { savingByCaching } from "@/lib/receipts/saving";
import { insertEvent } from "@/lib/usage/testing/usage-events";

afterAll(async () => (await priceBook()).close());

const SONNET: Rates = {
  inputPico: 3_000_000n,
  outputPico: 15_000_000n,
  multipliersPpm: { input: 1_000_000n, cacheWrite5m: 1_250_000n, cacheWrite1h: 2_000_000n, cacheRead: 100_000n },
  step: null,
  modifierPpm: { us_inference: 1_100_000n },
  webSearchNano: 10_000_000n,
};

async function publish(rates: Rates): Promise<string> {
  const modelId = `claude-test-${newId()}`;
  await postgres().query(
    `INSERT INTO model (id, display_name, line, released_on, lifecycle, context_tokens, max_output_tokens, min_cacheable_tokens, capabilities)
     VALUES ($1, 'Claude Test', 'sonnet', '2026-01-01', 'active', 1000000, 64000, 1024, '{}')`,
    [modelId],
  );
  const { multipliersPpm, modifierPpm, step } = rates;
  await postgres().query(
    `INSERT INTO price (model_id, kind, version, effective_from, input_pico, output_pico, input_ppm, cache_write_5m_ppm, cache_write_1h_ppm,
       cache_read_ppm, step_above_tokens, step_input_pico, step_output_pico, fast_ppm, us_inference_ppm, batch_ppm, regional_ppm, web_search_nano)
     VALUES ($1, 'sale', 1, '2026-01-01', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      modelId,
      rates.inputPico,
      rates.outputPico,
      multipliersPpm.input,
      multipliersPpm.cacheWrite5m,
      multipliersPpm.cacheWrite1h,
      multipliersPpm.cacheRead,
      step?.aboveTokens,
      step?.inputPico,
      step?.outputPico,
      ...MODIFIERS.map((modifier) => modifierPpm[modifier]),
      rates.webSearchNano,
    ],
  );
  return modelId;
}

test("a receipt's lines, rounding and charge are those of the call, at the version that it was priced by", async () => {
  const workspaceId = newId();
  const modelId = await publish(SONNET);
  const usage = {
    tokens: { input: 12, cacheWrite5m: 1_000, cacheWrite1h: 2_000, cacheRead: 20_000, output: 150 },
    webSearches: 0,
    modifiers: [],
  };
  const id = await insertEvent({ workspaceId, modelId, priceVersion: 1, ...usage, chargeNano: 24_036_000n });
  const found = await readReceipt(workspaceId, id);
  expect(found).toMatchObject({ modelName: "Claude Test", isPricedByTokens: true, price: { version: 1, inputPico: 3_000_000n } });
  expect(found.saving).toEqual({ readsSavedNano: 54_000_000n, writesExtraNano: 6_750_000n });
  expect(receiptJson(found)).toMatchObject({
    id,
    model: modelId,
    usage: { input_tokens: 12, cache_write_5m_tokens: 1_000, thinking_tokens: null, estimated: false },
    price: { version: 1, input: "0.000003", multipliers: { cache_write_5m: "1.25", cache_read: "0.1" }, step: null },
    exact: "0.024036",
    charge: "0.024036",
    absorbed: "0",
    saved_by_caching: "0.04725",
  });
  expect(receiptJson(found).lines?.[1]).toEqual({
    token_class: "cacheWrite5m",
    tokens: 1_000,
    price: "0.000003",
    multiplier: "1.25",
    factors: {},
    amount: "0.00375",
  });
});

test("what was not reported is null, never zero, and has no arithmetic", async () => {
  const workspaceId = newId();
  const id = await insertEvent({ workspaceId, modelId: await publish(SONNET), priceVersion: 1, outcome: "released" });
  const found = await readReceipt(workspaceId, id);
  expect(found).toMatchObject({ arithmetic: null, isPricedByTokens: false });
  expect(receiptJson(found)).toMatchObject({ usage: null, lines: null, exact: null, charge: "0", first_byte_ms: null });
});

test("a call that was made free although its tokens are known shows no sum that it was not charged by", async () => {
  const workspaceId = newId();
  const id = await insertEvent({
    workspaceId,
    modelId: await publish(SONNET),
    priceVersion: 1,
    outcome: "released",
    tokens: { input: 10 },
  });
  const found = await readReceipt(workspaceId, id);
  expect(found).toMatchObject({ isPricedByTokens: false, saving: { readsSavedNano: 0n, writesExtraNano: 0n } });
  expect(receiptJson(found)).toMatchObject({ usage: { input_tokens: 10 }, lines: null });
});

test("another workspace's receipt does not exist", async () => {
  const id = await insertEvent({ workspaceId: newId() });
  await expect(readReceipt(newId(), id)).rejects.toMatchObject({ code: "not_found" });
});

test("writing to a cache costs extra and reading from it saves", () => {
  const used = { tokens: { ...NO_TOKENS, cacheWrite1h: 1_000 }, webSearches: 0, modifiers: [] };
  expect(savingByCaching(used, SONNET)).toEqual({ readsSavedNano: 0n, writesExtraNano: 3_000_000n });
  expect(savingByCaching({ ...used, tokens: { ...NO_TOKENS, cacheRead: 1_000 } }, SONNET)).toEqual({
    readsSavedNano: 2_700_000n,
    writesExtraNano: 0n,
  });
});

const ppm = fc.bigInt({ min: 1n, max: 3_000_000n });
const tokens = fc.integer({ min: 0, max: 300_000 });
const pico = fc.bigInt({ min: 1n, max: 100_000_000n });
const optionalPpm = fc.option(ppm, { nil: undefined });
const rates: fc.Arbitrary<Rates> = fc.record({
  inputPico: pico,
  outputPico: pico,
  multipliersPpm: fc.record({ input: ppm, cacheWrite5m: ppm, cacheWrite1h: ppm, cacheRead: ppm }),
  step: fc.option(fc.record({ aboveTokens: fc.integer({ min: 1, max: 600_000 }), inputPico: pico, outputPico: pico })),
  modifierPpm: fc.record({ fast: optionalPpm, us_inference: optionalPpm, batch: optionalPpm, regional: optionalPpm }),
  webSearchNano: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
});
const usages = fc.record({
  tokens: fc.record({ input: tokens, cacheWrite5m: tokens, cacheWrite1h: tokens, cacheRead: tokens, output: tokens }),
  webSearches: fc.integer({ min: 0, max: 3 }),
  modifiers: fc.subarray([...MODIFIERS]),
});

test("Postgres finds the same saving as we do, to the nano-dollar, for any price and any call", async () => {
  await fc.assert(
    fc.asyncProperty(usages, rates, async (usage, price) => {
      const workspaceId = newId();
      const modelId = await publish(price);
      await insertEvent({ workspaceId, modelId, priceVersion: 1, ...usage, chargeNano: priceNano(usage, price) });
      const { rows } = await postgres().query("SELECT reads_saved_nano, writes_extra_nano FROM usage_line WHERE workspace_id = $1", [
        workspaceId,
      ]);
      const isFree = priceNano(usage, price) === 0n;
      const expected = isFree ? { readsSavedNano: 0n, writesExtraNano: 0n } : savingByCaching(usage, price);
      expect({ readsSavedNano: rows[0].reads_saved_nano, writesExtraNano: rows[0].writes_extra_nano }).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});
