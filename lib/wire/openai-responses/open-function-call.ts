import { INPUT_JSON_DELTA } from "@/lib/wire/anthropic/delta";
import { isObject, type JsonObject, writeJson } from "@/lib/wire/json";
import { argumentsAsCalled } from "@/lib/wire/openai/callers-keys";
import type { EventWriter } from "@/lib/wire/openai-responses/event-writer";
import { functionCallItem, type ItemStatus } from "@/lib/wire/openai-responses/items";
import { type FinishedItem, OpenItem } from "@/lib/wire/openai-responses/open-item";

/** A tool use of the stream: a function call. */
export class OpenFunctionCall extends OpenItem {
  protected readonly deltaFrame;

  constructor(block: JsonObject, place: { item_id: string; output_index: number }, writer: EventWriter) {
    super(block, place, writer, INPUT_JSON_DELTA);
    // Renamed keys are known only after the text is whole.
    this.deltaFrame = block.keys ? null : writer.frame("response.function_call_arguments.delta", place);
  }

  start(): Buffer {
    return this.added(functionCallItem(this.place.item_id, "in_progress", this.block, ""));
  }

  finish(status: ItemStatus): FinishedItem {
    const text = this.wholeText();
    const isStreamed = text !== "" && this.deltaFrame !== null;
    // A tool without arguments streams none; clients parse the text and need an object.
    const args = argumentsAsCalled(text || (writeJson(isObject(this.block.input) ? this.block.input : {}) ?? "{}"), this.block);
    const item = functionCallItem(this.place.item_id, status, this.block, args);
    const events = Buffer.concat([
      isStreamed ? Buffer.alloc(0) : this.writer.event("response.function_call_arguments.delta", { ...this.place, delta: args }),
      this.writer.event("response.function_call_arguments.done", { ...this.place, name: item.name, arguments: args }),
      this.done(item),
    ]);
    return { events, item };
  }
}
