import { isAbsent, optionalText, requireArray, requireObject } from "@/lib/wire/fields";
import { isObject, type JsonObject } from "@/lib/wire/json";
import { textBlocks, toBlocks } from "@/lib/wire/openai/content-parts";
import { customArguments } from "@/lib/wire/openai/custom-tool";
import type { MarkerBook } from "@/lib/wire/openai/marker-book";
import { toolUseBlock } from "@/lib/wire/openai/tool-use";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import { chatPart } from "@/lib/wire/openai-chat/chat-part";

/** An assistant's message as blocks: its thoughts, words and calls. Each thought keeps the place that it had in the answer. */
export function assistantBlocks(message: JsonObject, param: string, book: MarkerBook): JsonObject[] {
  const content = toBlocks(message.content, `${param}.content`, book, chatPart);
  const refused = content.length > 0 ? [] : textBlocks(optionalText(message.refusal, `${param}.refusal`) ?? "");
  return withThoughts(thoughtsOf(message.reasoning_details), [...content, ...refused, ...toolUses(message, param, book)]);
}

/** Calls of the old single-function API had no id: the function's name stands for it, also in their results. */
export function idOfFunction(name: unknown): string {
  return `function ${typeof name === "string" ? name : ""}`;
}

function toolUses(message: JsonObject, param: string, book: MarkerBook): JsonObject[] {
  if (isAbsent(message.tool_calls)) return functionCall(message, `${param}.function_call`);
  return requireArray(message.tool_calls, `${param}.tool_calls`).map((each, index) => {
    const place = `${param}.tool_calls.${index}`;
    const call = requireObject(each, place);
    const block = toolUse(call, place);
    book.markLast([block], call, place);
    return block;
  });
}

function toolUse(call: JsonObject, place: string): JsonObject {
  if (call.type === "custom") {
    const custom = requireObject(call.custom, `${place}.custom`);
    const params = { id: `${place}.id`, name: `${place}.custom.name`, args: `${place}.custom.input` };
    return toolUseBlock({ id: call.id, name: custom.name, args: customArguments(custom.input) }, params);
  }
  if (!isAbsent(call.type) && call.type !== "function") {
    throw new UnsupportedParameter(`${place}.type`, 'only "function" and "custom" can be called.');
  }
  const called = requireObject(call.function, `${place}.function`);
  const params = { id: `${place}.id`, name: `${place}.function.name`, args: `${place}.function.arguments` };
  return toolUseBlock({ id: call.id, name: called.name, args: called.arguments }, params);
}

function functionCall({ function_call: call }: JsonObject, param: string): JsonObject[] {
  if (isAbsent(call)) return [];
  const { name, arguments: args } = requireObject(call, param);
  return [toolUseBlock({ id: idOfFunction(name), name, args }, { id: param, name: `${param}.name`, args: `${param}.arguments` })];
}

type Thought = { index: number; block: JsonObject };

/** Only what Claude itself signed can be sent back. The upstream refuses thinking without its signature, so it is left out. */
function thoughtsOf(details: unknown): Thought[] {
  if (!Array.isArray(details)) return [];
  const thoughts = details.filter(isObject).flatMap((detail): Thought[] => {
    if (!isAbsent(detail.format) && detail.format !== "anthropic-claude-v1") return [];
    const index = typeof detail.index === "number" ? detail.index : 0;
    if (detail.type === "reasoning.text" && typeof detail.signature === "string" && detail.signature) {
      const thinking = typeof detail.text === "string" ? detail.text : "";
      return [{ index, block: { type: "thinking", thinking, signature: detail.signature } }];
    }
    if (detail.type === "reasoning.encrypted" && typeof detail.data === "string") {
      return [{ index, block: { type: "redacted_thinking", data: detail.data } }];
    }
    return [];
  });
  return thoughts.toSorted((a, b) => a.index - b.index);
}

function withThoughts(thoughts: Thought[], others: JsonObject[]): JsonObject[] {
  const blocks: JsonObject[] = [];
  const waiting = [...others];
  for (const { index, block } of thoughts) {
    blocks.push(...waiting.splice(0, index - blocks.length > 0 ? index - blocks.length : 0), block);
  }
  return [...blocks, ...waiting];
}
