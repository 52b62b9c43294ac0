import { fileURLToPath } from "node:url";
import pg from "pg";
import type { Model } from "@/lib/pricing/model";
import { PRICE_KINDS, type PriceKind } from "@/lib/pricing/price";
import { MODELS } from "@/prisma/seed-data/models";
import { type SeedPrice, seedPrices } from "@/prisma/seed-data/prices";

// Any number works, as long as all seeds use the same.
const SEED_LOCK = 5_033_164;

const WRITE_MODEL = `
  INSERT INTO model AS m (id, display_name, line, released_on, lifecycle, retires_on, context_tokens, max_output_tokens,
    min_cacheable_tokens, capabilities)
  SELECT $1, $2, $3, $4::date, $5, $6::date, $7::int, $8::int, $9::int, $10::jsonb
  WHERE NOT EXISTS (SELECT FROM model WHERE (id, display_name, line, released_on, lifecycle, context_tokens, max_output_tokens,
    min_cacheable_tokens, capabilities) = ($1, $2, $3, $4::date, $5, $7::int, $8::int, $9::int, $10::jsonb)
    AND retires_on IS NOT DISTINCT FROM $6::date)
  ON CONFLICT (id) DO UPDATE SET display_name = excluded.display_name, line = excluded.line, released_on = excluded.released_on,
    lifecycle = excluded.lifecycle, retires_on = excluded.retires_on, context_tokens = excluded.context_tokens,
    max_output_tokens = excluded.max_output_tokens, min_cacheable_tokens = excluded.min_cacheable_tokens,
    capabilities = excluded.capabilities`;

const WRITE_PRICE = `
  INSERT INTO price (model_id, kind, version, effective_from, input_pico, output_pico, input_ppm, cache_write_5m_ppm,
    cache_write_1h_ppm, cache_read_ppm, step_above_tokens, step_input_pico, step_output_pico, fast_ppm, us_inference_ppm,
    batch_ppm, regional_ppm, web_search_nano, note)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`;

/**
 * Brings the model catalogue up to date, and gives each model without a price its list prices, as sale and as upstream price. A
 * model that already has a price is left to the admin: an upgrade never changes what a customer pays. A repeat writes nothing.
 */
export async function seed(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [SEED_LOCK]);
    for (const model of MODELS) {
      await writeModel(client, model);
      for (const kind of PRICE_KINDS) await writePrices(client, model.id, kind);
    }
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

async function writeModel(client: pg.Client, model: Model): Promise<void> {
  await client.query(WRITE_MODEL, [
    model.id,
    model.displayName,
    model.line,
    model.releasedOn,
    model.lifecycle,
    model.retiresOn,
    model.contextTokens,
    model.maxOutputTokens,
    model.minCacheableTokens,
    JSON.stringify(model.capabilities),
  ]);
  for (const alias of model.aliases) {
    await client.query("INSERT INTO model_alias (alias, model_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [alias, model.id]);
  }
}

async function writePrices(client: pg.Client, modelId: string, kind: PriceKind): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM price WHERE model_id = $1 AND kind = $2 LIMIT 1", [modelId, kind]);
  if (rowCount) return;
  for (const [index, price] of seedPrices(modelId).entries()) {
    await client.query(WRITE_PRICE, [modelId, kind, index + 1, ...columnsOf(price)]);
  }
}

function columnsOf(price: SeedPrice): unknown[] {
  const { multipliersPpm, step, modifierPpm } = price;
  return [
    price.effectiveFrom,
    price.inputPico,
    price.outputPico,
    multipliersPpm.input,
    multipliersPpm.cacheWrite5m,
    multipliersPpm.cacheWrite1h,
    multipliersPpm.cacheRead,
    step?.aboveTokens ?? null,
    step?.inputPico ?? null,
    step?.outputPico ?? null,
    modifierPpm.fast ?? null,
    modifierPpm.us_inference ?? null,
    modifierPpm.batch ?? null,
    modifierPpm.regional ?? null,
    price.webSearchNano,
    price.note,
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.MIGRATION_DATABASE_URL ?? process.env.DATABASE_URL;
  if (!url) throw new Error("Set DATABASE_URL to the database that is to be seeded");
  await seed(url);
  console.log("The model catalogue and its prices are in place");
}
