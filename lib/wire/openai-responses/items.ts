import type { JsonObject } from "@/lib/wire/json";
import { argumentsAsCalled } from "@/lib/wire/openai/callers-keys";
import { customInput } from "@/lib/wire/openai/custom-tool";
import { reasoningContent } from "@/lib/wire/openai-responses/reasoning-content";

export type ItemStatus = "in_progress" | "completed" | "incomplete";

/** The ids of one answer's parts: those of the response and of its items have the same ending. */
export class AnswerIds {
  readonly #end: string;

  constructor(messageId: string | null) {
    this.#end = (messageId ?? "unknown").replace(/^msg_/, "");
  }

  get response(): string {
    return `resp_${this.#end}`;
  }

  item(prefix: "msg" | "rs" | "fc" | "ctc", outputIndex: number): string {
    return `${prefix}_${this.#end}_${outputIndex}`;
  }
}

export function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

export function refusalPart(refusal: string) {
  return { type: "refusal", refusal };
}

export function messageItem(id: string, status: ItemStatus, content: object[]) {
  return { id, type: "message", status, role: "assistant", content };
}

export function functionCallItem(id: string, status: ItemStatus, block: JsonObject, args: string) {
  const { namespace } = block;
  const called = { call_id: textOf(block.id), name: textOf(block.name), ...(typeof namespace === "string" && { namespace }) };
  return { id, type: "function_call", status, ...called, arguments: args };
}

export function customCallItem(id: string, status: ItemStatus, block: JsonObject, input: string) {
  const { namespace } = block;
  const called = { call_id: textOf(block.id), name: textOf(block.name), ...(typeof namespace === "string" && { namespace }) };
  return { id, type: "custom_tool_call", status, ...called, input };
}

export function summaryPart(text: string) {
  return { type: "summary_text", text };
}

/** `block` is the whole thinking block, which travels in the item; null while the thought goes on. */
export function reasoningItem(id: string, status: ItemStatus, block: JsonObject | null) {
  const text = block?.type === "thinking" ? textOf(block.thinking) : "";
  const summary = text === "" ? [] : [summaryPart(text)];
  return { id, type: "reasoning", status, summary, encrypted_content: block && reasoningContent(block) };
}

/**
 * A content block of a whole answer as an item; a tool use has its `arguments`. Undefined for blocks of the upstream's own tools, which
 * have no place here.
 */
export function itemOfBlock(block: JsonObject, status: ItemStatus, ids: AnswerIds, outputIndex: number): object | undefined {
  switch (block.type) {
    case "text":
      return messageItem(ids.item("msg", outputIndex), status, [textPart(textOf(block.text))]);
    case "tool_use":
      if (block.isCustom) return customCallItem(ids.item("ctc", outputIndex), status, block, customInput(textOf(block.arguments)));
      return functionCallItem(ids.item("fc", outputIndex), status, block, argumentsAsCalled(textOf(block.arguments), block));
    case "thinking":
    case "redacted_thinking":
      return reasoningItem(ids.item("rs", outputIndex), status, block);
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
