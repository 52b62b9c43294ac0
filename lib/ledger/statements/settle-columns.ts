import type { Settlement } from "@/lib/ledger/settlement";

export type Value = string | number | bigint | boolean | null;
export type Column = { name: string; value: (settlement: Settlement) => Value };

const column = (name: string, value: Column["value"]): Column => ({ name, value });

/** The fields of a settle besides wallet, id and price: those of the database's type settle_row, in its order. */
export const COLUMNS: readonly Column[] = [
  column("key_id", (each) => each.keyId),
  column("model_id", (each) => each.modelId),
  column("price_version", (each) => each.priceVersion),
  column("outcome", (each) => each.outcome),
  column("reason", (each) => each.reason),
  column("endpoint", (each) => each.endpoint),
  column("is_stream", (each) => each.isStream),
  column("upstream", (each) => each.upstream),
  column("upstream_request_id", (each) => each.upstreamRequestId),
  column("http_status", (each) => each.httpStatus),
  column("stop_reason", (each) => each.stopReason),
  column("input_tokens", (each) => each.usage.tokens.input),
  column("cache_write_5m_tokens", (each) => each.usage.tokens.cacheWrite5m),
  column("cache_write_1h_tokens", (each) => each.usage.tokens.cacheWrite1h),
  column("cache_read_tokens", (each) => each.usage.tokens.cacheRead),
  column("output_tokens", (each) => each.usage.tokens.output),
  column("thinking_tokens", (each) => each.usage.thinkingTokens),
  column("web_searches", (each) => each.usage.webSearches),
  column("modifiers", (each) => each.usage.modifiers.join(",")),
  column("is_estimated", (each) => each.usage.isEstimated),
  column("upstream_cost_nano", (each) => each.upstreamCostNano),
  column("first_byte_ms", (each) => each.firstByteMs),
  column("total_ms", (each) => each.totalMs),
];
