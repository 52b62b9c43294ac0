import { HI, type Refusal } from "@/lib/relay/testing/claude-refusals/refusal";

const MOST_TURNS = 100_000;
const turns = (count: number) => ({ messages: Array.from({ length: count }, () => HI) });
const extra = (name: string): string => `${name}: Extra inputs are not permitted`;

/** A field that exists only with a beta. */
function untimely(name: string, ask: object, source: string | null): Refusal {
  return { name: `${name} without its beta`, ask, says: extra(name), source, messages: "passed on" };
}

/** Headers, fields and sizes. */
export const OF_REQUESTS: Refusal[] = [
  {
    name: "no version",
    ask: {},
    headers: { "anthropic-version": "" },
    says: "anthropic-version: header is required",
    source: "PipedreamHQ/pipedream#9697",
    // The relay fills it in, because clients of other APIs do not have it.
    messages: /^$/,
    chat: {},
    becomes: "mapped",
  },
  {
    name: "a version that is none",
    ask: {},
    headers: { "anthropic-version": "2024-10-22" },
    says: 'anthropic-version: "2024-10-22" is not a valid version',
    source: "decolua/9router#2357",
    messages: "passed on",
  },
  {
    name: "a beta that does not exist",
    ask: {},
    headers: { "anthropic-beta": "context-1m-2025-08-07,interleaved-thinking-2025-04-14" },
    says: "Unexpected value(s) `interleaved-thinking-2025-04-14` for the `anthropic-beta` header. Please consult our documentation at docs.claude.com or try again without the header.",
    source: "pacifio/cersei#20",
    messages: "passed on",
    chat: {},
    becomes: "mapped",
  },
  {
    name: "two of them",
    ask: {},
    headers: { "anthropic-beta": "a-2026-01-01, b-2026-02-02" },
    says: "Unexpected value(s) `a-2026-01-01`, `b-2026-02-02` for the `anthropic-beta` header. Please consult our documentation at docs.claude.com or try again without the header.",
    source: "QuantumNous/new-api#2975",
    messages: "passed on",
  },
  untimely("context_management", { context_management: { edits: [] } }, "decolua/9router#1468"),
  untimely("compaction", { compaction: {} }, null),
  untimely("output_format", { output_format: { type: "json_schema", schema: {} } }, null),
  { ...untimely("thread", { thread: {} }, null), messages: /^thread: conversations kept/ },
  untimely("mcp_servers", { mcp_servers: [{ type: "url", url: "https://example.com", name: "a" }] }, null),
  untimely("fallbacks", { fallbacks: [{ model: "claude-sonnet-5" }] }, null),
  {
    ...untimely("billing_policy", { billing_policy: { bill_to: "organization" } }, null),
    messages: /^billing_policy: Extra inputs are not permitted$/,
  },
  { ...untimely("fallback_credit_token", { fallback_credit_token: "a" }, null), messages: /fallback_credit_token/ },
  {
    ...untimely(
      "thinking.adaptive.block_binding",
      { thinking: { type: "adaptive", block_binding: { prefix_mismatch_behavior: "drop_block" } } },
      null,
    ),
  },
  {
    name: "a field that nobody knows",
    ask: { maxTokens: 5 },
    says: extra("maxTokens"),
    source: "decolua/9router#1468",
    messages: "passed on",
    chat: { maxTokens: 5 },
    becomes: "mapped",
  },
  {
    name: "no max_tokens",
    ask: { max_tokens: undefined },
    says: "max_tokens: Field required",
    source: null,
    messages: /^max_tokens/,
    chat: { max_tokens: undefined },
    becomes: "mapped",
  },
  {
    name: "max_tokens below nothing",
    ask: { max_tokens: -1 },
    says: "max_tokens: Input should be greater than or equal to 0",
    source: null,
    messages: /^max_tokens/,
    chat: { max_tokens: -1 },
    becomes: { param: "max_tokens" },
  },
  {
    name: "no JSON",
    ask: '{"model":',
    says: "The request body is not valid JSON: Unexpected end of JSON input",
    source: null,
    messages: /JSON/,
  },
  {
    name: "a stop sequence of white space",
    ask: { stop_sequences: [" "] },
    says: "stop_sequences: each stop sequence must contain non-whitespace",
    source: "BerriAI/litellm#3286",
    messages: "passed on",
    chat: { stop: [" "] },
    becomes: "mapped",
  },
  {
    name: "more than 100,000 messages",
    ask: turns(MOST_TURNS + 1),
    says: `messages: List should have at most ${MOST_TURNS} items after validation, not ${MOST_TURNS + 1}`,
    // Anthropic's SDK 1.12.0 gives the limit, but not the sentence.
    source: null,
    messages: /more than 100,000 entries/,
    chat: turns(MOST_TURNS + 1),
    becomes: { param: null },
  },
  {
    name: "more than 32 megabytes",
    ask: `{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"${"a".repeat(32 * 1024 * 1024)}"}]}`,
    status: 413,
    type: "request_too_large",
    says: "Request exceeds the maximum size",
    source: "anthropics/claude-code#14567",
    messages: /longer than 33554432 bytes/,
  },
  {
    name: "a model that is none",
    ask: { model: "claude-nothing" },
    status: 404,
    type: "not_found_error",
    says: "model: claude-nothing",
    source: null,
    messages: /^There is no model/,
    chat: { model: "claude-nothing" },
    becomes: { param: "model" },
  },
];
