import "server-only";
import { ClaudeFiles } from "@/lib/upstreams/claude-files";
import { HttpExchange, openPool } from "@/lib/upstreams/http-exchange";
import { SilenceWatch } from "@/lib/upstreams/silence-watch";
import type { Upstream } from "@/lib/upstreams/upstream";
import { bufferOf } from "@/lib/wire/json";

export type ClaudeApiOptions = { baseUrl: string; secret: string; name?: string; models?: string[]; connectTimeoutMs?: number };

/** Anthropic's own Claude API: every byte goes upstream unchanged. */
export function claudeApi(options: ClaudeApiOptions): Upstream {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const watch = new SilenceWatch();
  const pool = openPool(base.origin, options.connectTimeoutMs);
  const serves = options.models && new Set(options.models);
  return {
    name: options.name ?? "claude-api",
    // An operator who names a retired model knows a host that still serves it.
    servesModel: (modelId, isRetired = false) => (serves ? serves.has(modelId) : !isRetired),
    countsTokens: () => true,
    searchesWeb: true,
    hasUserProfiles: true,
    files: new ClaudeFiles(base, options.secret),
    // The answers themselves contain everything that changes the price.
    pricingModifiers: () => [],
    refusal: () => null,
    send(request, listener) {
      const exchange = new HttpExchange(request, listener, watch);
      const headers: Record<string, string> = { "x-api-key": options.secret, "content-type": "application/json", ...request.headers };
      if (request.userProfileId) headers["anthropic-user-profile-id"] = request.userProfileId;
      const body = typeof request.body === "string" ? request.body : bufferOf(request.body);
      pool.send({ method: request.method, path: prefix + request.path, headers, body }, exchange);
      return exchange;
    },
    close: () => pool.close(),
  };
}
