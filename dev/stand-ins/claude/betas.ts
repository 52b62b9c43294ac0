import { invalid } from "./errors";

/** The betas that Anthropic's SDK 1.12.0, Claude Code 2.1.332 and Vercel's AI SDK (4.0.105) name. Any other one fails the whole request. */
const KNOWN = new Set(
  `admin-user-sign-out-2026-10-08 advanced-tool-use-2025-11-20 analytics-usage-cost-2026-08-24 ce-claude-code-managed-settings-2026-10-06
   ce-user-management-2026-07-13 experimental-claude-tag-2026-10-21 advisor-tool-2026-03-01 afk-mode-2026-01-31 agent-memory-2026-07-22 auto-mode-classifier-2026-07-16
   cache-diagnosis-2026-04-07 cache-keepalive-2026-09-03 ce-plugins-2026-09-01 claude-code-20250219 claude-code-side-query-2026-09-29
   code-execution-2025-05-22 code-execution-2025-08-25 code-execution-web-tools-2026-02-09 compact-2026-01-12 compact-2026-09-04
   computer-use-2024-10-22 computer-use-2025-01-24 computer-use-2025-11-24 context-1m-2025-08-07 context-hint-2026-04-09 context-management-2025-06-27 dangerous-tool-use-2026-09-03
   dev-full-thinking-2025-05-14 dreaming-2026-04-21 effort-2025-11-24 extended-cache-ttl-2025-04-11 fallback-credit-2026-06-01
   fallback-credit-2026-07-01 fast-mode-2026-02-01 files-api-2025-04-14 fine-grained-tool-streaming-2025-05-14 inline-tools-2026-09-15
   interleaved-thinking-2025-05-14 managed-agents-2026-04-01 mcp-client-2025-04-04 mcp-client-2025-11-20 mcp-client-2026-09-15
   mcp-servers-2025-12-04 mcp-tunnels-2026-06-22 message-batches-2024-09-24 message-threads-2026-08-12
   mid-conversation-output-config-2026-07-01 mid-conversation-system-2026-04-07 mid-conversation-system-clear-at-2026-08-21
   mid-conversation-tool-changes-2026-07-01 model-context-window-exceeded-2025-08-26 oauth-2025-04-20 output-128k-2025-02-19
   output-300k-2026-03-24 pdfs-2024-09-25 per-turn-control-2026-07-01 program-use-case-ids-2026-09-17 prompt-caching-2024-07-31
   prompt-caching-evict-2026-05-12 prompt-caching-scope-2026-01-05 redact-thinking-2026-02-12 request-tags-2026-08-21
   server-side-fallback-2026-06-01 server-side-fallback-2026-07-01 skills-2025-10-02 spend-limit-reads-2026-09-26
   structured-outputs-2025-11-13 structured-outputs-2025-12-15 subagent-review-2026-11-17 task-budgets-2026-03-13
   telemetry-destinations-2026-08-11 thinking-binding-controls-2026-08-01 thinking-display-updates-2026-08-18
   thinking-resumption-2026-07-17 thinking-token-count-2026-05-13 timing-2026-09-09 token-counting-2024-11-01
   token-efficient-tools-2025-02-19 tool-provenance-2026-10-26 tool-search-tool-2025-10-19 user-profiles-2026-03-24
   user-profiles-2026-08-18 user-profiles-2026-09-04 user-profiles-billing-2026-10-01 web-fetch-2025-09-10 web-search-2025-03-05
   web-search-results-only-2026-11-15 webhooks-2026-10-07`.split(/\s+/),
);

/** The date of the list: a beta with a later date may exist by now, and the sandbox should not refuse a newer client. */
const LISTED_UNTIL = "2026-11-29";

/** Fields that a body may have only under a beta, whatever its date (SDK 1.12.0: in the beta's parameters, not in the others). */
const BETA_OF_FIELD: Record<string, string[]> = {
  billing_policy: ["user-profiles-billing-"],
  compaction: ["compact-"],
  context_management: ["context-management-", "compact-"],
  fallback_credit_token: ["fallback-credit-"],
  fallbacks: ["server-side-fallback-"],
  mcp_servers: ["mcp-client-"],
  output_format: ["structured-outputs-"],
  thread: ["message-threads-"],
};
const BINDING = "thinking-binding-controls-";

export function refuseUnknownBetas(betas: string[]): void {
  const unknown = betas.filter((beta) => beta !== "" && !KNOWN.has(beta) && !isNewer(beta));
  if (unknown.length === 0) return;
  const values = unknown.map((beta) => `\`${beta}\``).join(", ");
  throw invalid(
    `Unexpected value(s) ${values} for the \`anthropic-beta\` header. Please consult our documentation at docs.claude.com or try again without the header.`,
  );
}

export function refuseFieldsWithoutBeta(body: unknown, betas: string[]): void {
  if (typeof body !== "object" || body === null) return;
  const isOn = (prefixes: string[]) => betas.some((beta) => prefixes.some((prefix) => beta.startsWith(prefix)));
  for (const [name, prefixes] of Object.entries(BETA_OF_FIELD))
    if (isPresent((body as Record<string, unknown>)[name]) && !isOn(prefixes)) throw invalid(`${name}: Extra inputs are not permitted`);
  const { thinking } = body as { thinking?: { type?: unknown; block_binding?: unknown } | null };
  if (isPresent(thinking?.block_binding) && !isOn([BINDING]))
    throw invalid(`thinking.${thinking?.type}.block_binding: Extra inputs are not permitted`);
}

function isNewer(beta: string): boolean {
  const [, year, month, day] = /^[a-z][a-z0-9-]*-(\d{4})-?(\d{2})-?(\d{2})$/.exec(beta) ?? [];
  return year !== undefined && `${year}-${month}-${day}` > LISTED_UNTIL;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
