import { AppError } from "@/lib/basics/errors";
import { describeCall, type MessagesCall } from "@/lib/wire/anthropic/request";
import { invalid, optionalCount, optionalText } from "@/lib/wire/fields";
import { type JsonObject, writeJson } from "@/lib/wire/json";
import { checkedMaxTokens } from "@/lib/wire/max-tokens";
import { endUserId } from "@/lib/wire/openai/end-user";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import type { OpenAiModel } from "@/lib/wire/openai/openai-model";
import type { AnswerFormat } from "@/lib/wire/openai/response-format";
import { toSampling } from "@/lib/wire/openai/sampling";
import { betasOf, lacksThinking, maxTokensWithBudget, type Thinking, withBinding } from "@/lib/wire/openai/thinking";
import type { ToolPlan } from "@/lib/wire/openai/tool-choice";
import type { ToolNames } from "@/lib/wire/openai/tool-names";
import { withArguments } from "@/lib/wire/openai/tool-use";
import type { Conversation } from "@/lib/wire/openai/turns";
import { withWholeCharacters } from "@/lib/wire/openai/whole-characters";

/** A request in one of OpenAI's formats as it goes upstream. */
export type MappedCall = MessagesCall & {
  /** Parameters that were accepted and have no effect, for a header of the answer. */
  ignored: string[];
  /** The caller's `prompt_cache_key`: calls with the same key should reach the same upstream account. */
  cacheKey: string | undefined;
  /** For the header `anthropic-beta`. */
  betas: string[];
  /** For mapping the answer back. */
  toolNames: ToolNames;
};

/** The version of Anthropic's API for mapped requests; the newer one takes no sampling parameters. */
export const MAPPED_ANTHROPIC_VERSION = "2023-06-01";

/** What a request asks for, each part already in Anthropic's terms. */
export type MappedParts = {
  modelId: string;
  isStream: boolean;
  /** The request itself, for what all of OpenAI's formats have in common. */
  fields: JsonObject;
  conversation: Conversation;
  plan: ToolPlan;
  toolNames: ToolNames;
  /** The caller prefers a refusal to an answer with less than it asked for. */
  isStrict: boolean;
  thinking: Thinking;
  format: AnswerFormat;
  /** The field that limits the answer. */
  maxTokensParam: string;
  stopSequences: string[];
  ignored: string[];
};

/** Combines the parts into a Messages request for this model. Throws `invalid_request` for parts that do not go together. */
export function toMappedCall(parts: MappedParts, model: OpenAiModel, book: MarkerBook): MappedCall {
  const { modelId, isStream, fields, ignored } = parts;
  const thinking = withBinding(possibleThinking(parts, model), model);
  const request = toRequest(parts, thinking, model, book);
  if (isStream) request.stream = true;
  book.check(request);
  const json = writeJson(request);
  if (json === undefined) throw new AppError("invalid_request", "The request is nested too deeply. Nothing was charged.");
  const call = {
    modelId,
    isStream,
    maxTokens: request.max_tokens as number,
    body: Buffer.from(withArguments(withWholeCharacters(json), parts.conversation.turns)),
  };
  const cacheKey = optionalText(fields.prompt_cache_key, "prompt_cache_key");
  // The spread comes last: fields after it are added one by one, which costs more than the rest of the mapping (Node 20).
  return { ignored, cacheKey, betas: betasOf(thinking), toolNames: parts.toolNames, ...describeCall(request, call) };
}

function toRequest(parts: MappedParts, thinking: Thinking, model: OpenAiModel, book: MarkerBook): JsonObject {
  const { fields, stopSequences } = parts;
  const { tools, choice } = parts.plan;
  const { system, turns } = parts.conversation;
  const { format, instruction } = parts.format;
  const automatic = book.readAutomatic(fields);
  const outputConfig = { ...(thinking.effort && { effort: thinking.effort }), ...(format && { format }) };
  const userId = endUserId(fields);
  const instructions = [instruction, parts.plan.instruction].flatMap((each) => (each ? [{ type: "text", text: each }] : []));
  const blocks = instructions.length > 0 ? [...system, ...instructions] : system;
  return {
    model: model.id,
    max_tokens: maxTokensWithBudget(maxTokensOf(parts, model), thinking, model),
    ...(automatic && { cache_control: automatic }),
    ...(tools.length > 0 && { tools }),
    ...(choice && { tool_choice: choice }),
    ...(blocks.length > 0 && { system: blocks }),
    messages: turns,
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...(Object.keys(outputConfig).length > 0 && { output_config: outputConfig }),
    ...(stopSequences.length > 0 && { stop_sequences: stopSequences }),
    ...toSampling(fields, model, thinking, parts.ignored),
    ...(userId && { metadata: { user_id: userId } }),
  };
}

function possibleThinking({ conversation, thinking, plan, isStrict, ignored }: MappedParts, model: OpenAiModel): Thinking {
  if (lacksThinking(conversation.turns, thinking)) {
    ignored.push(thinking.param);
    return { param: thinking.param };
  }
  const isForced = plan.choice?.type === "any" || plan.choice?.type === "tool";
  if (thinking.thinking?.type !== "enabled" || !isForced) return thinking;
  if (isStrict) {
    throw invalid("tool_choice", `a tool cannot be forced while ${model.id} thinks; leave out ${thinking.param} or use "auto".`);
  }
  // The caller's program needs the call; it can do without the thinking.
  ignored.push(thinking.param);
  return { param: thinking.param };
}

/** An answer cannot be longer than the model's maximum: a larger value becomes that maximum and is named. */
function maxTokensOf({ fields, maxTokensParam, ignored }: MappedParts, { maxOutputTokens }: OpenAiModel): number {
  const requested = optionalCount(fields[maxTokensParam], maxTokensParam, 1);
  if (requested === undefined || requested <= maxOutputTokens) return checkedMaxTokens(maxOutputTokens, requested, maxTokensParam);
  ignored.push(maxTokensParam);
  return maxOutputTokens;
}
