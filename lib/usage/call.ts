import type { Modifier, Usage } from "@/lib/basics/tokens";

export const OUTCOMES = ["settled", "released", "expired", "settled_late", "settled_partial"] as const;
export type CallOutcome = (typeof OUTCOMES)[number];

/** A finished call as its customer may see it, without what the upstream billed the operator. */
export type FinishedCall = {
  id: string;
  /** When the call was received: the time in its id. */
  createdAt: Date;
  settledAt: Date;
  keyId: string;
  modelId: string;
  priceVersion: number;
  outcome: CallOutcome;
  reason: string | null;
  endpoint: string;
  isStream: boolean;
  upstream: string | null;
  upstreamRequestId: string | null;
  httpStatus: number;
  stopReason: string | null;
  usage: Usage;
  /** False if the upstream never reported the call's usage. Its token counts then mean "not reported", not zero. */
  isUsageReported: boolean;
  holdNano: bigint;
  priceNano: bigint;
  chargeNano: bigint;
  absorbedNano: bigint;
  firstByteMs: number | null;
  totalMs: number;
};

export const CALL_COLUMNS = `id, created_at, settled_at, key_id, model_id, price_version, outcome, reason, endpoint, is_stream,
  upstream, upstream_request_id, http_status, stop_reason, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  cache_read_tokens, output_tokens, thinking_tokens, web_searches, modifiers, is_estimated, hold_nano, price_nano,
  charge_nano, absorbed_nano, first_byte_ms, total_ms`;

export type CallRow = {
  id: string;
  created_at: Date;
  settled_at: Date;
  key_id: string;
  model_id: string;
  price_version: number;
  outcome: CallOutcome;
  reason: string | null;
  endpoint: string;
  is_stream: boolean;
  upstream: string | null;
  upstream_request_id: string | null;
  http_status: number;
  stop_reason: string | null;
  input_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  output_tokens: number;
  thinking_tokens: number | null;
  web_searches: number;
  modifiers: Modifier[];
  is_estimated: boolean;
  hold_nano: bigint;
  price_nano: bigint;
  charge_nano: bigint;
  absorbed_nano: bigint;
  first_byte_ms: number | null;
  total_ms: number;
};

export function callOfRow(row: CallRow): FinishedCall {
  const tokens = {
    input: row.input_tokens,
    cacheWrite5m: row.cache_write_5m_tokens,
    cacheWrite1h: row.cache_write_1h_tokens,
    cacheRead: row.cache_read_tokens,
    output: row.output_tokens,
  };
  return {
    id: row.id,
    createdAt: row.created_at,
    settledAt: row.settled_at,
    keyId: row.key_id,
    modelId: row.model_id,
    priceVersion: row.price_version,
    outcome: row.outcome,
    reason: row.reason,
    endpoint: row.endpoint,
    isStream: row.is_stream,
    upstream: row.upstream,
    upstreamRequestId: row.upstream_request_id,
    httpStatus: row.http_status,
    stopReason: row.stop_reason,
    usage: {
      tokens,
      thinkingTokens: row.thinking_tokens,
      webSearches: row.web_searches,
      modifiers: row.modifiers,
      isEstimated: row.is_estimated,
    },
    isUsageReported: Object.values(tokens).some((count) => count > 0),
    holdNano: row.hold_nano,
    priceNano: row.price_nano,
    chargeNano: row.charge_nano,
    absorbedNano: row.absorbed_nano,
    firstByteMs: row.first_byte_ms,
    totalMs: row.total_ms,
  };
}
