import { isAbsent, optionalBoolean, requireObject, requireText } from "@/lib/wire/fields";
import { isObject, type JsonObject, parseTextBody } from "@/lib/wire/json";
import { type MappedCall, toMappedCall } from "@/lib/wire/openai/mapped-call";
import { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import type { FunctionPlace, PlacedTool } from "@/lib/wire/openai/read-tool";
import { toAnswerFormat } from "@/lib/wire/openai/response-format";
import { toStopSequences } from "@/lib/wire/openai/sampling";
import { toThinking } from "@/lib/wire/openai/thinking";
import { isSerial, toToolPlan } from "@/lib/wire/openai/tool-choice";
import { placedTools, toTools } from "@/lib/wire/openai/tools";
import { toConversation } from "@/lib/wire/openai-chat/conversation";
import { ignoredChatParameters, refuseUnsupportedChat } from "@/lib/wire/openai-chat/refused-parameters";

/** The members of `reasoning` that have an effect. Other gateways read `reasoning` here. */
const REASONING = new Set(["effort"]);

/** A body of `/chat/completions` before its model is known. */
export type ChatRequest = {
  modelId: string;
  isStream: boolean;
  includeUsage: boolean;
  /** The request calls its tools `functions`, as the old API did; so does its answer. */
  hasFunctions?: boolean;
  fields: JsonObject;
};

/** Throws `invalid_request`. */
export function parseChatRequest(body: Buffer): ChatRequest {
  const fields = parseTextBody(body);
  const options = isAbsent(fields.stream_options) ? {} : requireObject(fields.stream_options, "stream_options");
  return {
    modelId: requireText(fields.model, "model"),
    isStream: optionalBoolean(fields.stream, "stream") ?? false,
    includeUsage: optionalBoolean(options.include_usage, "stream_options.include_usage") ?? false,
    hasFunctions: isAbsent(fields.tools) && !isAbsent(fields.functions),
    fields,
  };
}

/**
 * Writes the chat request as a Messages request for this model. Throws `invalid_request` with the parameter at fault for what cannot be
 * mapped. Otherwise the upstream would answer with an error about names that the caller never wrote.
 */
export function chatToMessages(
  { fields, modelId, isStream, hasFunctions = false }: ChatRequest,
  model: OpenAiModel,
  { isStrict = false } = {},
): MappedCall {
  refuseUnsupportedChat(fields);
  const ignored = ignoredChatParameters(fields);
  const book = new MarkerBook();
  const conversation = toConversation(fields.messages, book, model, ignored);
  const inside: FunctionPlace = hasFunctions ? "" : ".function";
  const { tools, names } = toTools(offeredTools(fields, hasFunctions), inside, model, book, ignored);
  // Written out: a spread in the middle of an object costs more than the rest of the mapping (Node 20).
  const plan = hasFunctions
    ? toToolPlan(calledFunction(fields.function_call), tools, model, { param: "function_call", inside, isStrict, isSerial: true }, ignored)
    : toToolPlan(fields.tool_choice, tools, model, { param: "tool_choice", inside, isStrict, isSerial: isSerial(fields) }, ignored);
  const parts = {
    modelId,
    isStream,
    fields,
    conversation,
    plan,
    toolNames: names,
    isStrict,
    thinking: toThinking(fields, REASONING, model, ignored),
    format: toAnswerFormat(fields.response_format, { param: "response_format", wrapper: "json_schema" }, model, ignored),
    maxTokensParam: isAbsent(fields.max_completion_tokens) ? "max_tokens" : "max_completion_tokens",
    stopSequences: toStopSequences(fields.stop, ignored),
    ignored,
  };
  return toMappedCall(parts, model, book);
}

/** The tools under either name, and the web search, which has its own field. */
function offeredTools(fields: JsonObject, hasFunctions: boolean): PlacedTool[] {
  const functions = hasFunctions ? placedTools(fields.functions, "functions") : [];
  const tools = hasFunctions
    ? functions.map(({ tool, param }) => ({ tool: { ...tool, type: "function" }, param }))
    : placedTools(fields.tools);
  if (isAbsent(fields.web_search_options)) return tools;
  const options = requireObject(fields.web_search_options, "web_search_options");
  return [...tools, { tool: { ...options, type: "web_search" }, param: "web_search_options" }];
}

function calledFunction(choice: unknown): unknown {
  return isObject(choice) ? { type: "function", ...choice } : choice;
}
