import { type DeltaReader, readDelta, readText, type TextDelta } from "@/lib/wire/anthropic/delta";
import { type JsonObject, parseJson } from "@/lib/wire/json";
import type { DeltaFrame, EventWriter } from "@/lib/wire/openai-responses/event-writer";
import type { ItemStatus } from "@/lib/wire/openai-responses/items";

/** The events that end an item, and the finished item. */
export type FinishedItem = { events: Buffer; item: object };

/** One item of the stream while it is open. It passes its text on as it comes, and gathers it for the events that repeat it whole. */
export abstract class OpenItem implements DeltaReader<Buffer> {
  protected abstract readonly deltaFrame: DeltaFrame | null;
  readonly #pieces: string[] = [];

  constructor(
    protected readonly block: JsonObject,
    protected readonly place: { item_id: string; output_index: number },
    protected readonly writer: EventWriter,
    private readonly deltaKind: TextDelta | null,
  ) {}

  /** The events that begin the item, with the text that came in the block's first event. */
  abstract start(): Buffer;
  abstract finish(status: ItemStatus): FinishedItem;

  isCall(id: unknown): boolean {
    return this.block.type === "tool_use" && this.block.id === id;
  }

  delta(bytes: Buffer, from: number, to: number): Buffer | undefined {
    return this.deltaKind ? readDelta(bytes, from, to, this.deltaKind, this) : undefined;
  }

  text(bytes: Buffer, from: number, to: number): Buffer {
    this.#pieces.push(bytes.toString("utf8", from, to));
    return this.deltaFrame ? this.writer.delta(this.deltaFrame, bytes, from, to) : Buffer.alloc(0);
  }

  sign(_signature: string): void {}

  protected added(item: object): Buffer {
    return this.writer.event("response.output_item.added", { output_index: this.place.output_index, item });
  }

  protected done(item: object): Buffer {
    return this.writer.event("response.output_item.done", { output_index: this.place.output_index, item });
  }

  protected deltaOf(text: unknown): Buffer {
    return readText(text, this) ?? Buffer.alloc(0);
  }

  /** The whole text. It is also empty when its pieces were not JSON: the client could not read them either. */
  protected wholeText(): string {
    const text = parseJson(`"${this.#pieces.join("")}"`);
    return typeof text === "string" ? text : "";
  }
}
