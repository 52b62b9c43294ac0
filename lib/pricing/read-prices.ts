import type { ModelCapabilities } from "@/lib/basics/model-capabilities";
import type { Queryable } from "@/lib/platform/postgres";
import type { Lifecycle, Model } from "@/lib/pricing/model";
import type { PriceKind, PublishedPrice } from "@/lib/pricing/price";

// Days as text: node-pg would read them as midnight in this machine's time zone.
const MODELS = `
  SELECT id, display_name, line, released_on::text, lifecycle, retires_on::text, context_tokens, max_output_tokens,
    min_cacheable_tokens, capabilities,
    coalesce((SELECT array_agg(alias ORDER BY alias) FROM model_alias WHERE model_id = model.id), '{}') AS aliases
  FROM model ORDER BY model.released_on DESC, id`;

const PRICES = "SELECT * FROM price ORDER BY model_id, kind, version";
const PRICES_OF_MODEL = "SELECT * FROM price WHERE model_id = $1 AND kind = $2 ORDER BY version DESC";

/** The whole catalogue, newest model first. */
export async function readModels(postgres: Queryable): Promise<Model[]> {
  const { rows } = await postgres.query<ModelRow>(MODELS);
  return rows.map(modelOf);
}

/** Every version of every price, by model, kind and version. */
export async function readPrices(postgres: Queryable): Promise<PublishedPrice[]> {
  const { rows } = await postgres.query<PriceRow>(PRICES);
  return rows.map(priceOfRow);
}

/** Every version of one price, newest first. */
export async function readPriceHistory(postgres: Queryable, modelId: string, kind: PriceKind): Promise<PublishedPrice[]> {
  const { rows } = await postgres.query<PriceRow>(PRICES_OF_MODEL, [modelId, kind]);
  return rows.map(priceOfRow);
}

type ModelRow = {
  id: string;
  display_name: string;
  line: string;
  released_on: string;
  lifecycle: Lifecycle;
  retires_on: string | null;
  context_tokens: number;
  max_output_tokens: number;
  min_cacheable_tokens: number;
  capabilities: ModelCapabilities;
  aliases: string[];
};

function modelOf(row: ModelRow): Model {
  return {
    id: row.id,
    aliases: row.aliases,
    displayName: row.display_name,
    line: row.line,
    releasedOn: row.released_on,
    retiresOn: row.retires_on,
    lifecycle: row.lifecycle,
    contextTokens: row.context_tokens,
    maxOutputTokens: row.max_output_tokens,
    minCacheableTokens: row.min_cacheable_tokens,
    capabilities: row.capabilities,
  };
}

type PriceRow = {
  model_id: string;
  kind: PriceKind;
  version: number;
  effective_from: Date;
  input_pico: bigint;
  output_pico: bigint;
  input_ppm: bigint;
  cache_write_5m_ppm: bigint;
  cache_write_1h_ppm: bigint;
  cache_read_ppm: bigint;
  step_above_tokens: number | null;
  step_input_pico: bigint | null;
  step_output_pico: bigint | null;
  fast_ppm: bigint | null;
  us_inference_ppm: bigint | null;
  batch_ppm: bigint | null;
  regional_ppm: bigint | null;
  web_search_nano: bigint;
  published_at: Date;
  published_by: string | null;
  note: string | null;
};

function priceOfRow(row: PriceRow): PublishedPrice {
  return {
    modelId: row.model_id,
    kind: row.kind,
    version: row.version,
    effectiveFrom: row.effective_from,
    inputPico: row.input_pico,
    outputPico: row.output_pico,
    multipliersPpm: {
      input: row.input_ppm,
      cacheWrite5m: row.cache_write_5m_ppm,
      cacheWrite1h: row.cache_write_1h_ppm,
      cacheRead: row.cache_read_ppm,
    },
    step: stepOf(row),
    modifierPpm: {
      ...(row.fast_ppm !== null && { fast: row.fast_ppm }),
      ...(row.us_inference_ppm !== null && { us_inference: row.us_inference_ppm }),
      ...(row.batch_ppm !== null && { batch: row.batch_ppm }),
      ...(row.regional_ppm !== null && { regional: row.regional_ppm }),
    },
    webSearchNano: row.web_search_nano,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    note: row.note,
  };
}

function stepOf(row: PriceRow): PublishedPrice["step"] {
  if (row.step_above_tokens === null || row.step_input_pico === null || row.step_output_pico === null) return null;
  return { aboveTokens: row.step_above_tokens, inputPico: row.step_input_pico, outputPico: row.step_output_pico };
}
