import { AppError } from "@/lib/basics/errors";
import { outlineOf } from "@/lib/json-bytes/json-outline";
import { fieldsIn, refuseRepeatedFields, withCount } from "@/lib/json-bytes/top-level-fields";
import { type CacheMarkers, markersOf } from "@/lib/wire/anthropic/cache-markers";
import { addedToolsOf, type NamedModel, namedModelsOf } from "@/lib/wire/anthropic/named-models";
import { type NamedFile, type PromptSize, promptSizeOf } from "@/lib/wire/anthropic/prompt-size";
import { isServerTool, type ServerTools, serverToolsOf } from "@/lib/wire/anthropic/server-tools";
import { invalid, isAbsent, optionalBoolean, optionalCount, optionalText, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject, parseRequestBody, writeJson } from "@/lib/wire/json";

/** One call as it goes upstream, and what the relay must know about it. */
export type MessagesCall = {
  /** As the caller wrote it: an id or an alias. */
  modelId: string;
  isStream: boolean;
  /** The longest answer that the caller asked for. On `/messages` the dialect compares it with the model's maximum (`checkedMaxTokens`). */
  maxTokens: number;
  markers: CacheMarkers;
  /** The part of `maxTokens` for thinking, where the caller fixed it; otherwise 0. */
  thinkingBudget: number;
  /** The digits of `max_tokens` do not count, so they cannot decide whether the prompt fits. */
  prompt: PromptSize;
  speed: string | undefined;
  inferenceGeo: string | undefined;
  serviceTier: string | undefined;
  /** True when the upstream itself would run a tool (web search and the like), which may cost more than tokens. */
  hasServerTools: boolean;
  serverTools: ServerTools;
  /** Tools of any kind: they add a hidden prompt. */
  hasTools: boolean;
  /** Models besides `modelId`. Their work is paid at their own prices. Nearly all calls have none. */
  namedModels: readonly NamedModel[];
  /** The caller's name for the conversation, where the format has a field for it. */
  cacheKey?: string | undefined;
  /** A hash of how the conversation begins. Long bodies have it; it is made where the body is read. */
  opening?: string;
  /** The bytes that go upstream. On `/messages` these are the caller's own: any change would cost the caller the cache. */
  body: Buffer;
};

/** Fields that affect the price of a call. */
const PRICED_FIELDS = [
  ...["model", "max_tokens", "stream", "messages", "system", "tools", "mcp_servers", "speed", "inference_geo"],
  ...["fallbacks", "fallback", "thread", "fallback_credit_token", "billing_policy", "user_profile_id"],
];

/** Reads what the relay needs from the body of `/messages`, and leaves the rest to the upstream. Throws `invalid_request`. */
export function parseMessagesCall(body: Buffer): MessagesCall {
  const outline = outlineOf(body, "system");
  const request = parseRequestBody(outline);
  refuseRepeatedFields(outline, PRICED_FIELDS);
  const maxTokens = optionalCount(request.max_tokens, "max_tokens", 0);
  if (maxTokens === undefined) throw invalid("max_tokens", "this field is required.");
  const modelId = requireText(request.model, "model");
  if (!Array.isArray(request.messages)) throw invalid("messages", "must be an array.");
  if (!isAbsent(request.thread)) throw threadRefused();
  if (!isAbsent(request.fallback_credit_token)) throw unpriceable("fallback_credit_token");
  refuseOperatorsFields(request);
  const isStream = optionalBoolean(request.stream, "stream") ?? false;
  const call = describeCall(request, { modelId, isStream, maxTokens, body });
  if (call.namedModels.length > 0 || call.hasServerTools || hasMedia(call.prompt) || mayHideMedia(outline)) {
    refuseRepeatsBelow(outline, request, call);
  }
  return call;
}

/** `/messages/count_tokens`: the relay needs only the model and the files. The rest goes upstream unchanged. */
export function parseCountTokensCall(body: Buffer): { modelId: string; files: readonly NamedFile[]; body: Buffer } {
  const outline = outlineOf(body, "system");
  const request = parseRequestBody(outline);
  refuseOperatorsFields(request);
  refuseRepeatedFields(outline, OPERATORS_FIELDS);
  const { files } = promptSizeOf(request, body, 0);
  if (files.length > 0 || mayHideMedia(outline)) {
    refuseRepeatedFields(outline, PRICED_FIELDS);
    refuseRepeatsBelow(outline, request, { namedModels: [], hasServerTools: false });
  }
  return { modelId: requireText(request.model, "model"), files, body };
}

/** What the relay must know about a Messages request, whether a client sent it or we mapped it. */
export function describeCall(request: JsonObject, call: Pick<MessagesCall, "modelId" | "isStream" | "maxTokens" | "body">): MessagesCall {
  const addedTools = addedToolsOf(request);
  const ownTools: unknown[] = Array.isArray(request.tools) ? request.tools : [];
  const tools = addedTools.length === 0 ? ownTools : [...ownTools, ...addedTools.map(({ tool }) => tool)];
  return {
    markers: markersOf(request),
    thinkingBudget: thinkingBudget(request.thinking),
    prompt: promptSizeOf(request, call.body, call.maxTokens),
    speed: optionalText(request.speed, "speed"),
    inferenceGeo: optionalText(request.inference_geo, "inference_geo"),
    serviceTier: optionalText(request.service_tier, "service_tier"),
    hasServerTools: !isAbsent(request.mcp_servers) || tools.some(isServerTool),
    serverTools: serverToolsOf(request, tools),
    hasTools: tools.length > 0,
    namedModels: namedModelsOf(request, addedTools),
    // Last: fields after a spread are added one by one, which costs 10 µs here (Node 20).
    ...call,
  };
}

/** The same call with a shorter answer. Nothing else in its body changes, so the prompt cache still matches. */
export function withMaxTokens(call: MessagesCall, maxTokens: number): MessagesCall {
  return { ...call, maxTokens, body: withCount(call.body, "max_tokens", maxTokens) };
}

/**
 * The length and the owner of a conversation that the upstream stores are unknown here, and a hold needs the length. Anthropic's client
 * knows this code: if its caller wishes, it sends the whole conversation with each request instead.
 */
function threadRefused(): AppError {
  const message =
    "thread: conversations kept by the server are not available here. Nothing was charged; send the whole conversation without it.";
  return new AppError("invalid_request", message, { param: "thread", facts: { details: { error_code: "thread_unsupported_request" } } });
}

/** Who pays the upstream, and who is named to it, is the operator's affair. */
const OPERATORS_FIELDS = ["billing_policy", "user_profile_id"];

/** In the upstream's own words for a field that the request may not have. */
function refuseOperatorsFields(request: JsonObject): void {
  for (const field of OPERATORS_FIELDS) if (!isAbsent(request[field])) throw invalid(field, "Extra inputs are not permitted");
}

/** With a credit the upstream bills a part of the prompt as read from a cache and does not say how much. */
function unpriceable(field: string): AppError {
  return invalid(field, "is not available here: nobody could say what the call costs. Nothing was charged; send it without this field.");
}

/** The same rule as for the request's own fields. Here the repeated field might be a name, a limit or the data of another document. */
function refuseRepeatsBelow(
  outline: Buffer,
  request: JsonObject,
  { namedModels: [first], hasServerTools }: Pick<MessagesCall, "namedModels" | "hasServerTools">,
): void {
  const json = writeJson(request);
  if (json !== undefined && fieldsIn(outline) === fieldsIn(Buffer.from(json))) return;
  if (first) throw invalid(first.param, "a request that names other models gives no field twice.");
  if (hasServerTools) throw invalid("tools", "a request with tools that run upstream gives no field twice.");
  throw invalid("messages", "a request with pictures or documents gives no field twice.");
}

function hasMedia({ pictureTokens, unread, files, links, isOpen }: PromptSize): boolean {
  return pictureTokens.before_4_7 > 0 || unread.length > 0 || files.length > 0 || links > 0 || isOpen;
}

const MEDIA_FIELDS = ['"source"', '"file_id"'].map((name) => Buffer.from(name));
const ESCAPED = Buffer.from("\\u00");
const ESCAPED_LETTERS = ["\\u005", "\\u006", "\\u007"].map((letters) => Buffer.from(letters));

/** Whether the text mentions a picture, a document or a file although none was found: a repeated field may hide one. */
function mayHideMedia(outline: Buffer): boolean {
  if (MEDIA_FIELDS.some((name) => outline.includes(name))) return true;
  return outline.includes(ESCAPED) && ESCAPED_LETTERS.some((letters) => outline.includes(letters));
}

function thinkingBudget(thinking: unknown): number {
  const budget = isObject(thinking) && thinking.type === "enabled" ? thinking.budget_tokens : 0;
  // The upstream refuses anything but a whole number.
  return typeof budget === "number" && Number.isInteger(budget) ? budget : 0;
}
