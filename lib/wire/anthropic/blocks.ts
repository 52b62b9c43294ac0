import { isObject, type JsonObject } from "@/lib/wire/json";

/**
 * Visits everything that may carry a cache marker, in the order of the prompt: tools, system, messages. The content of a tool result comes
 * before the result itself.
 */
export function forEachBlock(body: JsonObject, visit: (block: JsonObject) => void): void {
  for (const tool of objectsIn(body.tools)) visit(tool);
  for (const block of objectsIn(body.system)) visit(block);
  for (const message of objectsIn(body.messages)) {
    for (const block of objectsIn(message.content)) {
      if (block.type === "tool_result") for (const inner of objectsIn(block.content)) visit(inner);
      visit(block);
    }
  }
}

/** Whether the block is the model's thinking, legible or not: no cache marker may stand on it. */
export function isThought({ type }: JsonObject): boolean {
  return type === "thinking" || type === "redacted_thinking";
}

function objectsIn(list: unknown): JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
