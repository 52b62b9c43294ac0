import type { Received } from "../call";
import { MODELS, type Model, modelNamed } from "../models";
import { AmazonError, validation } from "./errors";

const PROFILES = /^(global|us|eu|jp|au|in|apac)\./;
const ANTHROPICS_OWN = ["model", "stream", "inference_geo", "service_tier", "speed", "container", "mcp_servers", "diagnostics"];
const BETAS = new Set(
  `computer-use-2025-01-24 computer-use-2025-11-24 context-1m-2025-08-07 context-management-2025-06-27 effort-2025-11-24
   fine-grained-tool-streaming-2025-05-14 interleaved-thinking-2025-05-14 tool-search-tool-2025-10-19 compact-2026-01-12
   thinking-binding-controls-2026-08-01 thinking-display-updates-2026-08-18 mid-conversation-output-config-2026-07-01
   mid-conversation-tool-changes-2026-07-01`.split(/\s+/),
);

/** The model of Amazon's id, of a profile or its ARN. Only profiles serve newer models. */
export function amazonModel(id: string): Model {
  const inner = /:inference-profile\/(.+)$/.exec(id)?.[1] ?? id;
  const baseId = inner.replace(PROFILES, "");
  const model = modelOfBaseId(baseId);
  if (!model) throw validation("The provided model identifier is invalid.");
  // 4.6 is the newest that also takes its base id, and then stays in its region.
  if (baseId === inner && !baseId.includes("-4-6"))
    throw validation(
      `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  return model;
}

export function modelOfBaseId(baseId: string): Model | undefined {
  const name = /^anthropic\.(.+?)(-v\d+(:\d+)?)?$/.exec(baseId)?.[1] ?? "";
  return MODELS.some((model) => model.id === name) ? modelNamed(name) : undefined;
}

/** The Messages request inside an InvokeModel body, after Amazon's own checks. */
export function messagesRequest(body: unknown, model: Model, isStream: boolean): { body: object; rules: Received["rules"] } {
  if (typeof body !== "object" || body === null) throw validation("Malformed input request, please reformat your input and try again.");
  const { anthropic_version: version, anthropic_beta: betas = [], ...request } = body as Record<string, unknown>;
  const extra = ANTHROPICS_OWN.find((name) => name in request);
  if (extra)
    throw validation(`Malformed input request: #: extraneous key [${extra}] is not permitted, please reformat your input and try again.`);
  if ("cache_control" in request) throw validation("cache_control: Extra inputs are not permitted");
  if (version !== "bedrock-2023-05-31" && (version !== "2026-10-21" || model.id.endsWith("0929"))) throw validation("Invalid API version");
  if (!Array.isArray(betas) || !betas.every((beta) => BETAS.has(String(beta)))) throw validation("invalid beta flag");
  if (/"source":\{[^}]*"type":"(url|file)"/.test(JSON.stringify(request))) throw validation("source.type: Input should be 'base64'");
  if (JSON.stringify(request).length > 20 * 1024 * 1024) throw new AmazonError(413, "RequestTooLargeException", "Request is too large.");
  const rules = { apiVersion: version === "2026-10-21" ? version : "2023-06-01", betas: betas.map(String) };
  return { body: { ...request, model: model.id, ...(isStream ? { stream: true } : {}) }, rules };
}
