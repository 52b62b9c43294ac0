import type { JsonObject } from "@/lib/wire/json";
import type { ToolNames } from "@/lib/wire/openai/tool-names";

/** What every part of an answer repeats, whole or in chunks. */
export type ChatAnswer = { model: string; createdSeconds: number; toolNames?: ToolNames; hasFunctions?: boolean };

/** OpenAI's id for an answer whose upstream id is `msg_...`. */
export function completionId(messageId: string | null): string {
  return `chatcmpl-${(messageId ?? "unknown").replace(/^msg_/, "")}`;
}

/** The set of stop reasons is open: an unknown one counts as an ordinary end. */
export function finishReason(
  stopReason: string | null,
  hasFunctions = false,
): "stop" | "length" | "tool_calls" | "function_call" | "content_filter" {
  switch (stopReason) {
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "tool_use":
      return hasFunctions ? "function_call" : "tool_calls";
    case "refusal":
      return "content_filter";
    default:
      return "stop";
  }
}

/**
 * A thinking block as an entry of `reasoning_details`; undefined for any other block. `index` is the block's place among
 * all blocks of the answer, so that sending the entry back restores the order.
 */
export function reasoningDetail(block: JsonObject, index: number) {
  const place = { format: "anthropic-claude-v1", index };
  if (block.type === "thinking") return { type: "reasoning.text", text: block.thinking, signature: block.signature, ...place };
  if (block.type === "redacted_thinking") return { type: "reasoning.encrypted", data: block.data, ...place };
}
