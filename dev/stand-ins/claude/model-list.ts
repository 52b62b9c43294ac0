import type { CapabilitySupport, ModelInfo } from "@anthropic-ai/sdk/resources/models";
import { type Answered, authenticate, type Received } from "./call";
import { ApiError, invalid } from "./errors";
import { MODELS, type Model, modelNamed } from "./models";
import { jsonReply } from "./reply";

const DEFAULT_LIMIT = 20;
const MOST = 1000;

/** `GET /v1/models`, newest first, and `GET /v1/models/{id}`. */
export function getModels(received: Received): Answered {
  authenticate(received.headers);
  const id = received.path.slice("/v1/models/".length);
  return {
    reply: jsonReply(200, JSON.stringify(id === "" ? page(received.query) : one(decodeURIComponent(id)))),
    usage: null,
    begin: () => undefined,
  };
}

function one(id: string): ModelInfo {
  const model = modelNamed(id);
  if (!model) throw new ApiError(404, `model: ${id}`);
  return info(model);
}

function page(query: URLSearchParams) {
  const limit = Number.parseInt(query.get("limit") ?? String(DEFAULT_LIMIT), 10);
  if (!(limit >= 1 && limit <= MOST)) throw invalid(`limit: Input should be between 1 and ${MOST}`);
  const ids = MODELS.map((model) => model.id);
  const after = query.get("after_id");
  const before = query.get("before_id");
  const start = after ? ids.indexOf(after) + 1 : before ? Math.max(0, ids.indexOf(before) - limit) : 0;
  const end = before ? ids.indexOf(before) : start + limit;
  const data = MODELS.slice(start, end).map(info);
  return { data, has_more: before ? start > 0 : end < MODELS.length, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function info(model: Model): ModelInfo {
  const has = (supported: boolean): CapabilitySupport => ({ supported });
  const effort = (level: string) => has(model.efforts.includes(level));
  return {
    id: model.id,
    type: "model",
    display_name: model.name,
    created_at: `${model.createdAt}T00:00:00Z`,
    lifecycle: model.lifecycle,
    deprecated_at: null,
    retires_at: model.retiresAt && `${model.retiresAt}T00:00:00Z`,
    line: model.line,
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
    capabilities: {
      batch: has(true),
      citations: has(true),
      code_execution: has(false),
      context_management: { supported: false, clear_thinking_20251015: null, clear_tool_uses_20250919: null, compact_20260112: null },
      effort: {
        supported: model.efforts.length > 0,
        low: effort("low"),
        medium: effort("medium"),
        high: effort("high"),
        xhigh: effort("xhigh"),
        max: effort("max"),
      },
      image_input: has(true),
      pdf_input: has(true),
      server_tools: { supported: false, code_execution: has(false), web_search: has(false) },
      structured_outputs: has(model.takesOutputFormat),
      thinking: {
        supported: model.thinking !== "N",
        types: {
          adaptive: has(!"FN".includes(model.thinking)),
          enabled: has("EF".includes(model.thinking)),
          disabled: has(model.thinking !== "A"),
          between_tools: has(model.id === "claude-sonnet-5-5"),
        },
      },
    },
  };
}
