import { TEXT_DELTA } from "@/lib/wire/anthropic/delta";
import type { JsonObject } from "@/lib/wire/json";
import type { EventWriter } from "@/lib/wire/openai-responses/event-writer";
import { type ItemStatus, messageItem, textPart } from "@/lib/wire/openai-responses/items";
import { type FinishedItem, OpenItem } from "@/lib/wire/openai-responses/open-item";

/** A text block of the stream: a message with one part. */
export class OpenMessage extends OpenItem {
  protected readonly deltaFrame;
  readonly #part: { item_id: string; output_index: number; content_index: number };

  constructor(block: JsonObject, place: { item_id: string; output_index: number }, writer: EventWriter) {
    super(block, place, writer, TEXT_DELTA);
    this.#part = { ...place, content_index: 0 };
    this.deltaFrame = writer.frame("response.output_text.delta", this.#part, ',"logprobs":[]');
  }

  start(): Buffer {
    return Buffer.concat([
      this.added(messageItem(this.place.item_id, "in_progress", [])),
      this.writer.event("response.content_part.added", { ...this.#part, part: textPart("") }),
      this.deltaOf(this.block.text),
    ]);
  }

  finish(status: ItemStatus): FinishedItem {
    const text = this.wholeText();
    const part = textPart(text);
    const item = messageItem(this.place.item_id, status, [part]);
    const events = Buffer.concat([
      this.writer.event("response.output_text.done", { ...this.#part, text, logprobs: [] }),
      this.writer.event("response.content_part.done", { ...this.#part, part }),
      this.done(item),
    ]);
    return { events, item };
  }
}
