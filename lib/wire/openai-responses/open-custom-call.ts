import { INPUT_JSON_DELTA } from "@/lib/wire/anthropic/delta";
import { type JsonObject, writeJson } from "@/lib/wire/json";
import { customInput } from "@/lib/wire/openai/custom-tool";
import type { EventWriter } from "@/lib/wire/openai-responses/event-writer";
import { customCallItem, type ItemStatus } from "@/lib/wire/openai-responses/items";
import { type FinishedItem, OpenItem } from "@/lib/wire/openai-responses/open-item";

/** A tool use of the stream whose tool takes plain text. Only the end shows that text: until then it is part of an object. */
export class OpenCustomCall extends OpenItem {
  protected readonly deltaFrame = null;

  constructor(block: JsonObject, place: { item_id: string; output_index: number }, writer: EventWriter) {
    super(block, place, writer, INPUT_JSON_DELTA);
  }

  start(): Buffer {
    return this.added(customCallItem(this.place.item_id, "in_progress", this.block, ""));
  }

  finish(status: ItemStatus): FinishedItem {
    const input = customInput(this.wholeText() || (writeJson(this.block.input ?? {}) ?? ""));
    const item = customCallItem(this.place.item_id, status, this.block, input);
    const events = Buffer.concat([
      this.writer.event("response.custom_tool_call_input.delta", { ...this.place, delta: input }),
      this.writer.event("response.custom_tool_call_input.done", { ...this.place, input }),
      this.done(item),
    ]);
    return { events, item };
  }
}
