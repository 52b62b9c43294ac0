import { createHash } from "node:crypto";
import { AppError } from "@/lib/errors";
import { describeCall, type MessagesCall } from "../anthropic/request";
import { invalid, isAbsent, optionalBoolean, optionalCount, optionalText, requireObject, requireText } from "../fields";
import { type JsonObject, parseRequestBody, writeJson } from "../json";
import { maxTokensWithin } from "../max-tokens";
import type { ChatModel } from "./chat-model";
import { type Conversation, toConversation } from "./conversation";
import { MarkerBook } from "./marker-book";
import { ignoredParameters, refuseUnsupported } from "./refused-parameters";
import { toResponseFormat } from "./response-format";
import { toSampling, toStopSequences } from "./sampling";
import { lacksThinking, maxTokensWithBudget, toThinking } from "./thinking";
import { toToolChoice, toTools } from "./tools";

/** A body of `/chat/completions` before its model is known. */
export type ChatRequest = { modelId: string; isStream: boolean; includeUsage: boolean; fields: JsonObject };

/** A chat request as it goes upstream. */
export type ChatCall = MessagesCall & {
  /** Parameters that were accepted and have no effect, for a header of the answer. */
  ignored: string[];
  /** The caller's `prompt_cache_key`: calls that share it should meet the same upstream account. */
  cacheKey: string | undefined;
};

/** The version of Anthropic's API that mapped requests are written for; the newer one takes no sampling parameters. */
export const CHAT_ANTHROPIC_VERSION = "2023-06-01";

/** Throws `invalid_request`. */
export function parseChatRequest(body: Buffer): ChatRequest {
  const fields = parseRequestBody(body);
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
export function toMessagesCall({ fields, modelId, isStream }: ChatRequest, model: ChatModel): ChatCall {
  refuseUnsupported(fields);
  const ignored = ignoredParameters(fields);
  const book = new MarkerBook();
  const conversation = toConversation(fields.messages, book);
  refusePrefill(conversation, fields, model);
  const request = toRequest(fields, conversation, model, book, ignored);
  if (isStream) request.stream = true;
  book.check(request);
  const json = writeJson(request);
  if (json === undefined) throw new AppError("invalid_request", "The request is nested too deeply. Nothing was charged.");
  const call = { modelId, isStream, maxTokens: request.max_tokens as number, body: Buffer.from(json) };
  const cacheKey = optionalText(fields.prompt_cache_key, "prompt_cache_key");
  // The spread comes last: what follows one is added field by field, which costs more than the rest of the mapping (Node 20).
  return { ignored, cacheKey, ...describeCall(request, call) };
}

function toRequest(fields: JsonObject, { system, turns }: Conversation, model: ChatModel, book: MarkerBook, ignored: string[]): JsonObject {
  const automatic = book.read(fields, "");
  const tools = toTools(fields.tools, model, book, ignored);
  const toolChoice = toToolChoice(fields, tools, model);
  let thinking = toThinking(fields, model);
  if (lacksThinking(turns, thinking)) {
    ignored.push(isAbsent(fields.thinking) ? "reasoning_effort" : "thinking");
    thinking = {};
  }
  if (thinking.thinking?.type === "enabled" && (toolChoice?.type === "any" || toolChoice?.type === "tool")) {
    throw invalid("tool_choice", `a tool cannot be forced while ${model.id} thinks; leave out reasoning_effort or use "auto".`);
  }
  const { format, instruction } = toResponseFormat(fields.response_format, model);
  const outputConfig = { ...(thinking.effort && { effort: thinking.effort }), ...(format && { format }) };
  const stopSequences = toStopSequences(fields.stop);
  const userId = userIdOf(fields);
  const blocks = instruction ? [...system, { type: "text", text: instruction }] : system;
  return {
    model: model.id,
    max_tokens: maxTokensWithBudget(maxTokensOf(fields, model), thinking, model),
    ...(automatic && { cache_control: automatic }),
    ...(tools.length > 0 && { tools }),
    ...(toolChoice && { tool_choice: toolChoice }),
    ...(blocks.length > 0 && { system: blocks }),
    messages: turns,
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
    ...(stopSequences.length > 0 && { stop_sequences: stopSequences }),
    ...toSampling(fields, model, thinking, ignored),
    ...(userId && { metadata: { user_id: userId } }),
  };
}

function maxTokensOf(fields: JsonObject, model: ChatModel): number {
  const param = isAbsent(fields.max_completion_tokens) ? "max_tokens" : "max_completion_tokens";
  return maxTokensWithin(model.maxOutputTokens, optionalCount(fields[param], param, 1), param);
}

function refusePrefill({ turns }: Conversation, fields: JsonObject, model: ChatModel): void {
  if (turns.at(-1)?.role !== "assistant" || model.capabilities.takesPrefill) return;
  const last = (fields.messages as unknown[]).length - 1;
  throw invalid(
    `messages.${last}`,
    `${model.id} does not continue an answer that was begun: the last message must not be the assistant's.`,
  );
}

/** The upstream wants an opaque id of the person; callers send names and addresses too. */
function userIdOf(fields: JsonObject): string | undefined {
  const user = optionalText(fields.safety_identifier, "safety_identifier") ?? optionalText(fields.user, "user");
  return user ? createHash("sha256").update(user).digest("hex") : undefined;
}
