import type { Queryable } from "@/lib/platform/postgres";
import type { Price } from "@/lib/pricing/price";

/** Inserts a version that was already checked. If its number is taken, the table's key refuses it. */
export async function insertPrice(on: Queryable, price: Price, by: { note: string | null; publishedBy: string }): Promise<void> {
  const columns = { ...columnsOf(price), note: by.note, published_by: by.publishedBy };
  const names = Object.keys(columns);
  await on.query(
    `INSERT INTO price (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    Object.values(columns),
  );
}

function columnsOf({ multipliersPpm, step, modifierPpm, ...price }: Price) {
  return {
    model_id: price.modelId,
    kind: price.kind,
    version: price.version,
    effective_from: price.effectiveFrom,
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
}
