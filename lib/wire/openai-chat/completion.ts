import type { Usage } from "@/lib/basics/tokens";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { argumentsAsCalled } from "@/lib/wire/openai/callers-keys";
import { customInput } from "@/lib/wire/openai/custom-tool";
import { refusalText } from "@/lib/wire/openai/refusal";
import { asCalled } from "@/lib/wire/openai/tool-names";
import { withArgumentTexts } from "@/lib/wire/openai/tool-use";
import { wholeChatUsage } from "@/lib/wire/openai/usage";
import { type ChatAnswer, completionId, finishReason, reasoningDetail } from "@/lib/wire/openai-chat/answer";

/**
 * Writes a whole answer of Anthropic's, given as bytes and parsed, in OpenAI's format. `usage` is the metered one, so that it equals the
 * receipt.
 */
export function toChatCompletion(body: Buffer, message: JsonObject, answer: ChatAnswer & { usage: Usage }) {
  const stopReason = typeof message.stop_reason === "string" ? message.stop_reason : null;
  return {
    id: completionId(typeof message.id === "string" ? message.id : null),
    object: "chat.completion",
    created: answer.createdSeconds,
    model: answer.model,
    choices: [
      {
        index: 0,
        message: toChatMessage(body, message, stopReason, answer),
        logprobs: null,
        finish_reason: finishReason(stopReason, answer.hasFunctions),
      },
    ],
    usage: wholeChatUsage(answer.usage),
  };
}

function toChatMessage(body: Buffer, message: JsonObject, stopReason: string | null, { toolNames, hasFunctions }: ChatAnswer) {
  const blocks = withArgumentTexts(Array.isArray(message.content) ? message.content.filter(isObject) : [], body);
  const texts = blocks.filter((block) => block.type === "text").map((block) => textOf(block.text));
  const thoughts = blocks.filter((block) => block.type === "thinking").map((block) => textOf(block.thinking));
  const toolCalls = blocks.filter((block) => block.type === "tool_use").map((block) => toToolCall(asCalled(block, toolNames)));
  const details = blocks.map(reasoningDetail).filter((detail) => detail !== undefined);
  return {
    role: "assistant",
    content: texts.length > 0 ? texts.join("") : null,
    refusal: refusalText(stopReason, message.stop_details),
    ...(toolCalls.length > 0 && !hasFunctions && { tool_calls: toolCalls }),
    ...(hasFunctions && toolCalls[0] && { function_call: toolCalls[0].function }),
    ...(thoughts.some(Boolean) && { reasoning_content: thoughts.join("") }),
    ...(details.length > 0 && { reasoning_details: details }),
  };
}

type ToolCall = { id: unknown; type: string; function?: { name: unknown; arguments: string }; custom?: { name: unknown; input: string } };

function toToolCall(block: JsonObject): ToolCall {
  const { id, name } = block;
  if (block.isCustom) return { id, type: "custom", custom: { name, input: customInput(textOf(block.arguments)) } };
  return { id, type: "function", function: { name, arguments: argumentsAsCalled(textOf(block.arguments), block) } };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
