import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { isObject, parseJson } from "@/lib/wire/json";
import { openAiErrorFrame } from "@/lib/wire/openai/errors";
import { MappedStream } from "@/lib/wire/openai/mapped-stream";
import { refusalText } from "@/lib/wire/openai/refusal";
import { asCalled } from "@/lib/wire/openai/tool-names";
import { chatUsage } from "@/lib/wire/openai/usage";
import { type ChatAnswer, completionId, finishReason } from "@/lib/wire/openai-chat/answer";
import { ChunkWriter } from "@/lib/wire/openai-chat/chunk-writer";
import { OpenBlock } from "@/lib/wire/openai-chat/open-block";
import { ReasoningDetails } from "@/lib/wire/openai-chat/reasoning-details";
import type { EventName } from "@/lib/wire/sse/event-name";
import { CUT_SHORT, type StreamFault } from "@/lib/wire/stream-fault";

/** What every chunk of an answer repeats, and whether the caller asked for its usage. */
export type ChatStreamOptions = ChatAnswer & { includeUsage: boolean };

const NOTHING = Buffer.alloc(0);

/** Turns Anthropic's events into OpenAI's chunks as they come. The finish, the usage and `[DONE]` wait for the settle. */
export class ChatStream extends MappedStream {
  readonly #reasoning = new ReasoningDetails();
  #writer: ChunkWriter | null = null;
  #block: OpenBlock | null = null;
  #toolCalls = 0;
  #lastCallId: unknown;

  constructor(
    meter: UsageMeter,
    private readonly options: ChatStreamOptions,
  ) {
    super(meter);
  }

  protected readEvent(event: EventName, bytes: Buffer, from: number, to: number): void {
    if (event === "message_start") this.#begin();
    else if (this.#writer === null) return;
    else if (event === "content_block_delta") this.send(this.#block?.delta(bytes, from, to));
    else if (event === "content_block_start") this.#openBlock(this.#writer, parseJson(bytes.toString("utf8", from, to)));
    else if (event === "content_block_stop") this.#closeBlock();
  }

  end(fault?: StreamFault): Buffer {
    const writer = this.#writer;
    if (this.meter.state !== "complete" || writer === null) return openAiErrorFrame(this.meter.fault ?? fault ?? CUT_SHORT);
    const { stopReason, stopDetails } = this.meter;
    const details = this.#reasoning.all();
    const refusal = refusalText(stopReason, stopDetails);
    return Buffer.concat([
      details.length > 0 ? writer.delta({ reasoning_details: details }) : NOTHING,
      refusal !== null ? writer.delta({ refusal }) : NOTHING,
      writer.finish(finishReason(stopReason, this.options.hasFunctions)),
      writer.usage(chatUsage(this.meter.measured().usage)),
      writer.done(),
    ]);
  }

  #begin(): void {
    if (this.#writer !== null) return;
    const { model, createdSeconds, includeUsage } = this.options;
    this.#writer = new ChunkWriter({ id: completionId(this.meter.messageId), model, createdSeconds }, includeUsage);
    this.send(this.#writer.delta({ role: "assistant", content: "" }));
  }

  #openBlock(writer: ChunkWriter, event: unknown): void {
    const block = asCalled(isObject(event) && isObject(event.content_block) ? event.content_block : {}, this.options.toolNames);
    const index = isObject(event) && typeof event.index === "number" ? event.index : 0;
    const isContinued = block.type === "tool_use" && this.#toolCalls > 0 && block.id === this.#lastCallId;
    if (block.type === "tool_use" && !isContinued) {
      this.#toolCalls++;
      this.#lastCallId = block.id;
    }
    const place = { index, toolIndex: Math.max(0, this.#toolCalls - 1) };
    this.#block = new OpenBlock(block, place, writer, this.#reasoning, { hasFunctions: this.options.hasFunctions, isContinued });
    this.send(this.#block.start());
  }

  #closeBlock(): void {
    this.send(this.#block?.stop());
    this.#block = null;
  }
}
