import type { WireFormat } from "@/lib/wire/format-of-path";

type Rate = { limit: number; remaining: number; resetAtMs: number };
export type RateStandings = { requests: Rate | null; tokens: Rate | null };

/** The rest of the caller's limits, with the names and notations of its own format. */
export function rateHeaders(format: WireFormat, { requests, tokens }: RateStandings, nowMs: number): Record<string, string> {
  const headers: Record<string, string> = {};
  const write = format === "anthropic" ? writeAnthropic : writeOpenAi;
  if (requests) write(headers, "requests", requests, nowMs);
  if (tokens) write(headers, "tokens", tokens, nowMs);
  return headers;
}

function writeAnthropic(headers: Record<string, string>, what: string, { limit, remaining, resetAtMs }: Rate): void {
  headers[`anthropic-ratelimit-${what}-limit`] = `${limit}`;
  headers[`anthropic-ratelimit-${what}-remaining`] = `${remaining}`;
  headers[`anthropic-ratelimit-${what}-reset`] = rfc3339(Math.ceil(resetAtMs / 1_000));
}

function writeOpenAi(headers: Record<string, string>, what: string, { limit, remaining, resetAtMs }: Rate, nowMs: number): void {
  headers[`x-ratelimit-limit-${what}`] = `${limit}`;
  headers[`x-ratelimit-remaining-${what}`] = `${remaining}`;
  headers[`x-ratelimit-reset-${what}`] = duration(Math.max(0, Math.ceil((resetAtMs - nowMs) / 1_000)));
}

let lastSecond = 0;
let lastText = "";

// Resets lie on full minutes, so one text serves the calls of a minute.
function rfc3339(second: number): string {
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = `${new Date(second * 1_000).toISOString().slice(0, 19)}Z`;
  }
  return lastText;
}

/** OpenAI's notation: "59s", "1m12s". */
function duration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
