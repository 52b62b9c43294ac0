import fc from "fast-check";
import type pg from "pg";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import type { Modifier, TokenClasses } from "@/lib/basics/tokens";
import { ownerConnection } from "@/lib/testing/owner";
import { insertEvent } from "@/lib/usage/testing/usage-events";

type Price = Record<string, bigint | null>;

const PPM = 1_000_000n;
const ceil = (value: bigint, by: bigint) => (value + by - 1n) / by;

/** What caches saved and what writes cost more, in whole nano-dollars, from the price's own integers. `PPM ** 5n` keeps every digit. */
function savings(tokens: TokenClasses, searches: number, modifiers: Modifier[], price: Price) {
  const prompt = BigInt(tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead);
  const isOver = price.step_above_tokens !== null && prompt > (price.step_above_tokens ?? 0n);
  const [inPico, outPico] = isOver ? [price.step_input_pico, price.step_output_pico] : [price.input_pico, price.output_pico];
  const factors = (["fast", "us_inference", "batch", "regional"] as const).map((name) =>
    modifiers.includes(name) ? (price[`${name}_ppm`] ?? PPM) : PPM,
  );
  const factor = factors.reduce((product, each) => product * each, 1n);
  const amount = (read: bigint | null | undefined, five: bigint | null | undefined, hour: bigint | null | undefined) =>
    ((inPico ?? 0n) *
      (BigInt(tokens.input) * (price.input_ppm ?? 0n) +
        BigInt(tokens.cacheWrite5m) * (five ?? 0n) +
        BigInt(tokens.cacheWrite1h) * (hour ?? 0n) +
        BigInt(tokens.cacheRead) * (read ?? 0n)) +
      (outPico ?? 0n) * BigInt(tokens.output) * PPM) *
      factor +
    BigInt(searches) * (price.web_search_nano ?? 0n) * 1_000n * PPM ** 5n;
  const nano = (value: bigint) => ceil(value, 1_000n * PPM ** 5n);
  const plain = price.input_ppm;
  const actual = nano(amount(price.cache_read_ppm, price.cache_write_5m_ppm, price.cache_write_1h_ppm));
  const withoutReads = nano(amount(plain, price.cache_write_5m_ppm, price.cache_write_1h_ppm));
  const withoutCache = nano(amount(plain, plain, plain));
  return { reads: withoutReads - actual, writes: withoutReads - withoutCache };
}

const version = 9_000;

/** Prices in all digits, with and without a step, and one beyond the bounds of bigint. */
async function publish(owner: pg.Client, model: string, price: Price): Promise<void> {
  const names = Object.keys(price);
  await owner.query(
    `INSERT INTO price (model_id, kind, version, effective_from, ${names.join(", ")}) VALUES ($1, 'sale', $2, now(), ${names.map((_, at) => `$${at + 3}`).join(", ")})
     ON CONFLICT (model_id, kind, version) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    [model, version, ...names.map((name) => price[name])],
  );
}

const pico = fc.oneof(
  fc.integer({ min: 1, max: 75_000 }).map((k) => BigInt(k) * 1_000n),
  fc.bigInt(1n, 900_000_000n),
);
const ppm = fc.oneof(fc.constantFrom(100_000n, 1_000_000n, 1_250_000n, 2_000_000n, 4_000_000n), fc.bigInt(1n, 9_000_000n));
const count = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 2_000_000_000 }));
const price = fc
  .record({
    input_pico: pico,
    output_pico: pico,
    input_ppm: ppm,
    cache_write_5m_ppm: ppm,
    cache_write_1h_ppm: ppm,
    cache_read_ppm: ppm,
    fast_ppm: fc.option(ppm),
    us_inference_ppm: fc.option(ppm),
    batch_ppm: fc.option(ppm),
    regional_ppm: fc.option(ppm),
    web_search_nano: fc.constantFrom(0n, 10_000_000n, 10_000_000_000n),
    step: fc.option(fc.record({ step_above_tokens: fc.bigInt(1n, 200_000n), step_input_pico: pico, step_output_pico: pico })),
  })
  .map(
    ({ step, ...rest }): Price => ({ ...rest, ...(step ?? { step_above_tokens: null, step_input_pico: null, step_output_pico: null }) }),
  );
const tokens = fc.record({ input: count, cacheWrite5m: count, cacheWrite1h: count, cacheRead: count, output: count });
const modifiers = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Modifier[]>([]) },
  fc.subarray<Modifier>(["fast", "us_inference", "batch", "regional"]),
);

test("what an event saved is exact to the last digit, by the short way of usual prices and by the long one", async () => {
  const owner = await ownerConnection();
  try {
    const { rows: models } = await owner.query<{ id: string }>("SELECT id FROM model ORDER BY id LIMIT 1");
    const modelId = models[0]?.id ?? "";
    await fc.assert(
      fc.asyncProperty(price, tokens, fc.integer({ min: 0, max: 20_000 }), modifiers, async (prices, used, webSearches, chosen) => {
        await owner.query("BEGIN");
        await owner.query("SET LOCAL session_replication_role = replica");
        await publish(owner, modelId, prices);
        const workspaceId = newId();
        const event = { workspaceId, modelId, priceVersion: version, tokens: used, webSearches, modifiers: chosen, chargeNano: 1n };
        await insertEvent(event, owner);
        const { rows } = await owner.query(
          "SELECT reads_saved_nano AS reads, writes_extra_nano AS writes FROM usage_event_line WHERE workspace_id = $1",
          [workspaceId],
        );
        await owner.query("ROLLBACK");
        expect(rows).toEqual([savings(used, webSearches, chosen, prices)]);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  } finally {
    await owner.end();
  }
});
