import type { ParsedCall } from "@/lib/relay/call/dialect";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { invalid, isAbsent } from "@/lib/wire/fields";
import type { JsonObject } from "@/lib/wire/json";
import { MAPPED_ANTHROPIC_VERSION, type MappedCall } from "@/lib/wire/openai/mapped-call";

/** The headers of a mapped call: those sent upstream and those of the reply. */
export function mappedHeaders({ ignored, betas }: MappedCall): Pick<ParsedCall, "upstreamHeaders" | "replyHeaders"> {
  return {
    upstreamHeaders: { "anthropic-version": MAPPED_ANTHROPIC_VERSION, ...(betas.length > 0 && { "anthropic-beta": betas.join(",") }) },
    // The reply names fields without effect: otherwise the caller would believe that they were applied.
    replyHeaders: ignored.length > 0 ? { "x-relais-ignored": headerText(ignored.join(", ").slice(0, 1_000)) } : undefined,
  };
}

/** The names come from the caller. Characters that a header cannot contain must not break the answer. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}

const CACHE_HEADER = "x-relais-cache-control";

/**
 * Requests automatic caching if the header does so and the body has no such field. It is for clients like Codex, whose users can set
 * a header but not a field. Throws `invalid_request`.
 */
export function addCacheControl(fields: JsonObject, headers: RequestHeaders): void {
  const ttl = headers[CACHE_HEADER];
  if (ttl === undefined) return;
  if (ttl !== "5m" && ttl !== "1h") throw invalid(CACHE_HEADER, 'must be "5m" or "1h".');
  if (isAbsent(fields.cache_control) && isAbsent(fields.prompt_cache_options)) fields.cache_control = { type: "ephemeral", ttl };
}

/** Whether the caller prefers a refusal to an answer that ignores some fields. Throws `invalid_request`. */
export function isStrict(headers: RequestHeaders): boolean {
  const value = headers["x-relais-strict"];
  if (value === undefined || value === "false") return false;
  if (value !== "true") throw invalid("x-relais-strict", 'must be "true" or "false".');
  return true;
}
