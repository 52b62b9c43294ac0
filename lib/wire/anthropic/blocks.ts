import { isObject, type JsonObject } from "../json";

/** Visits whatever may carry a cache marker, in the order of the prompt: tools, system, messages, and the content of tool results before the result itself. */
export function forEachBlock(body: JsonObject, visit: (block: JsonObject) => void): void {
  visitAll(body.tools, visit);
  visitAll(body.system, visit);
  if (!Array.isArray(body.messages)) return;
  for (const message of body.messages) if (isObject(message)) visitAll(message.content, visit);
}

function visitAll(blocks: unknown, visit: (block: JsonObject) => void): void {
  if (!Array.isArray(blocks)) return;
  for (const block of blocks) {
    if (!isObject(block)) continue;
    if (block.type === "tool_result") visitAll(block.content, visit);
    visit(block);
  }
}
