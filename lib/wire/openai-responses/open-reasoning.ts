import { deltaOfBlock } from "@/lib/wire/anthropic/delta";
import type { JsonObject } from "@/lib/wire/json";
import type { EventWriter } from "@/lib/wire/openai-responses/event-writer";
import { type ItemStatus, reasoningItem, summaryPart } from "@/lib/wire/openai-responses/items";
import { type FinishedItem, OpenItem } from "@/lib/wire/openai-responses/open-item";

/** A thinking block of the stream. Its readable text is the summary; a block without readable text has none. */
export class OpenReasoning extends OpenItem {
  protected readonly deltaFrame;
  readonly #part: { item_id: string; output_index: number; summary_index: number };
  #signature: string;
  #hasText = false;

  constructor(block: JsonObject, place: { item_id: string; output_index: number }, writer: EventWriter) {
    super(block, place, writer, deltaOfBlock(block.type));
    this.#part = { ...place, summary_index: 0 };
    this.deltaFrame = writer.frame("response.reasoning_summary_text.delta", this.#part);
    this.#signature = typeof block.signature === "string" ? block.signature : "";
  }

  start(): Buffer {
    return Buffer.concat([this.added(reasoningItem(this.place.item_id, "in_progress", null)), this.deltaOf(this.block.thinking)]);
  }

  override text(bytes: Buffer, from: number, to: number): Buffer {
    if (this.#hasText) return super.text(bytes, from, to);
    this.#hasText = true;
    const added = this.writer.event("response.reasoning_summary_part.added", { ...this.#part, part: summaryPart("") });
    return Buffer.concat([added, super.text(bytes, from, to)]);
  }

  override sign(signature: string): void {
    this.#signature += signature;
  }

  finish(status: ItemStatus): FinishedItem {
    const text = this.wholeText();
    const item = reasoningItem(this.place.item_id, status, this.#wholeBlock(text));
    const events = this.#hasText
      ? [
          this.writer.event("response.reasoning_summary_text.done", { ...this.#part, text }),
          this.writer.event("response.reasoning_summary_part.done", { ...this.#part, part: summaryPart(text) }),
        ]
      : [];
    return { events: Buffer.concat([...events, this.done(item)]), item };
  }

  #wholeBlock(thinking: string): JsonObject {
    return this.block.type === "thinking" ? { ...this.block, thinking, signature: this.#signature } : this.block;
  }
}
