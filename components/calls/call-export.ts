import { dollarsFromNano } from "@/lib/basics/money";
import type { FinishedCall } from "@/lib/usage/call";

export const EXPORT_FORMATS = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8" } as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

type Field = string | number | boolean | null;

/** A call as one row for programs. Money is exact decimal text, and what was not reported is empty, not zero. */
const FIELDS: Record<string, (call: FinishedCall, keyName: string | null) => Field> = {
  id: (call) => call.id,
  created_at: (call) => call.createdAt.toISOString(),
  settled_at: (call) => call.settledAt.toISOString(),
  model: (call) => call.modelId,
  key_id: (call) => call.keyId,
  key_name: (_, keyName) => keyName,
  endpoint: (call) => call.endpoint,
  stream: (call) => call.isStream,
  outcome: (call) => call.outcome,
  reason: (call) => call.reason,
  http_status: (call) => call.httpStatus,
  stop_reason: (call) => call.stopReason,
  upstream: (call) => call.upstream,
  upstream_request_id: (call) => call.upstreamRequestId,
  input_tokens: (call) => reported(call, call.usage.tokens.input),
  cache_write_5m_tokens: (call) => reported(call, call.usage.tokens.cacheWrite5m),
  cache_write_1h_tokens: (call) => reported(call, call.usage.tokens.cacheWrite1h),
  cache_read_tokens: (call) => reported(call, call.usage.tokens.cacheRead),
  output_tokens: (call) => reported(call, call.usage.tokens.output),
  thinking_tokens: (call) => call.usage.thinkingTokens,
  web_searches: (call) => call.usage.webSearches,
  estimated: (call) => call.usage.isEstimated,
  first_byte_ms: (call) => call.firstByteMs,
  total_ms: (call) => call.totalMs,
  price_version: (call) => call.priceVersion,
  price: (call) => dollarsFromNano(call.priceNano),
  absorbed: (call) => dollarsFromNano(call.absorbedNano),
  charge: (call) => dollarsFromNano(call.chargeNano),
  hold: (call) => dollarsFromNano(call.holdNano),
};

function reported(call: FinishedCall, count: number): number | null {
  return call.isUsageReported ? count : null;
}

/** The text of a file of calls, piece by piece: a piece is made when the one before it has been taken. */
export async function* exportedText(
  format: ExportFormat,
  pieces: AsyncIterable<readonly FinishedCall[]>,
  keyNames: Readonly<Record<string, string>>,
): AsyncGenerator<string, void> {
  const fields = Object.entries(FIELDS);
  if (format === "csv") yield `${fields.map(([name]) => name).join(",")}\r\n`;
  for await (const calls of pieces) {
    const rows = calls.map((call) => fields.map(([name, read]) => [name, read(call, keyNames[call.keyId] ?? null)] as const));
    if (format === "jsonl") yield rows.map((row) => `${JSON.stringify(Object.fromEntries(row))}\n`).join("");
    else yield rows.map((row) => `${row.map(([, value]) => csvCell(value)).join(",")}\r\n`).join("");
  }
}

/** Programs for tables run a text that begins like a formula, so it is marked as a text. People choose such texts: the name of a key, or the model that a call asks for. */
function csvCell(value: Field): string {
  if (typeof value !== "string") return value === null ? "" : String(value);
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
