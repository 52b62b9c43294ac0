import { isAbsent, optionalBoolean, requireObject, requireText } from "../fields";
import { type JsonObject, parseTextBody } from "../json";
import { type MappedCall, toMappedCall } from "../openai/mapped-call";
import { MarkerBook } from "../openai/marker-book";
import type { OpenAiModel } from "../openai/openai-model";
import { toAnswerFormat } from "../openai/response-format";
import { toStopSequences } from "../openai/sampling";
import { toThinking } from "../openai/thinking";
import { placedTools, toToolChoice, toTools } from "../openai/tools";
import { toConversation } from "./conversation";
import { ignoredParameters, refuseUnsupported } from "./refused-parameters";

/** What is read of `reasoning`, which other gateways take here. */
const REASONING = new Set(["effort"]);

/** A body of `/chat/completions` before its model is known. */
export type ChatRequest = { modelId: string; isStream: boolean; includeUsage: boolean; fields: JsonObject };

/** Throws `invalid_request`. */
export function parseChatRequest(body: Buffer): ChatRequest {
  const fields = parseTextBody(body);
  const options = isAbsent(fields.stream_options) ? {} : requireObject(fields.stream_options, "stream_options");
  return {
    modelId: requireText(fields.model, "model"),
    isStream: optionalBoolean(fields.stream, "stream") ?? false,
    includeUsage: optionalBoolean(options.include_usage, "stream_options.include_usage") ?? false,
    fields,
  };
}

/**
 * Writes the chat request as a Messages request for this model. Throws `invalid_request` with the parameter at fault for
 * what cannot be mapped, so that nothing is sent upstream that would come back with an error about names the caller never wrote.
 */
export function toMessagesCall({ fields, modelId, isStream }: ChatRequest, model: OpenAiModel): MappedCall {
  refuseUnsupported(fields);
  const ignored = ignoredParameters(fields);
  const book = new MarkerBook();
  const conversation = toConversation(fields.messages, book, model, ignored);
  const { tools, names } = toTools(placedTools(fields.tools), ".function", model, book, ignored);
  const parts = {
    modelId,
    isStream,
    fields,
    conversation,
    tools,
    toolNames: names,
    toolChoice: toToolChoice(fields, ".function", tools, model),
    thinking: toThinking(fields, REASONING, model, ignored),
    format: toAnswerFormat(fields.response_format, { param: "response_format", wrapper: "json_schema" }, model, ignored),
    maxTokensParam: isAbsent(fields.max_completion_tokens) ? "max_tokens" : "max_completion_tokens",
    stopSequences: toStopSequences(fields.stop, ignored),
    ignored,
  };
  return toMappedCall(parts, model, book);
}
