import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { isObject, parseJson } from "@/lib/wire/json";
import { MappedStream } from "@/lib/wire/openai/mapped-stream";
import { refusalText } from "@/lib/wire/openai/refusal";
import { asCalled } from "@/lib/wire/openai/tool-names";
import { EventWriter } from "@/lib/wire/openai-responses/event-writer";
import { errorEventFields, responseError } from "@/lib/wire/openai-responses/failure";
import { AnswerIds, type ItemStatus, messageItem, refusalPart } from "@/lib/wire/openai-responses/items";
import { OpenCustomCall } from "@/lib/wire/openai-responses/open-custom-call";
import { OpenFunctionCall } from "@/lib/wire/openai-responses/open-function-call";
import type { OpenItem } from "@/lib/wire/openai-responses/open-item";
import { OpenMessage } from "@/lib/wire/openai-responses/open-message";
import { OpenReasoning } from "@/lib/wire/openai-responses/open-reasoning";
import { endOf, type ResponseHead, type ResponseState, responseJson } from "@/lib/wire/openai-responses/response-object";
import type { EventName } from "@/lib/wire/sse/event-name";
import { CUT_SHORT, type StreamFault } from "@/lib/wire/stream-fault";

const NOTHING = Buffer.alloc(0);
const KINDS = {
  text: { prefix: "msg", Item: OpenMessage },
  tool_use: { prefix: "fc", Item: OpenFunctionCall },
  thinking: { prefix: "rs", Item: OpenReasoning },
  redacted_thinking: { prefix: "rs", Item: OpenReasoning },
} as const;
const CUSTOM = { prefix: "ctc", Item: OpenCustomCall } as const;

/** Turns Anthropic's events into those of a response as they come. The last one says how the response ended, and waits for the settle. */
export class ResponseStream extends MappedStream {
  readonly #writer = new EventWriter();
  readonly #output: string[] = [];
  #ids: AnswerIds | null = null;
  #item: OpenItem | null = null;
  #isItemWhole = false;

  constructor(
    meter: UsageMeter,
    private readonly head: Omit<ResponseHead, "id">,
  ) {
    super(meter);
  }

  protected readEvent(event: EventName, bytes: Buffer, from: number, to: number): void {
    if (event === "message_start") this.#begin();
    else if (this.#ids === null) return;
    else if (event === "content_block_delta") this.send(this.#isItemWhole ? undefined : this.#item?.delta(bytes, from, to));
    else if (event === "content_block_start") this.#openItem(this.#ids, parseJson(bytes.toString("utf8", from, to)));
    else if (event === "content_block_stop") this.#isItemWhole = true;
    else if (event === "message_delta" && this.meter.stopReason !== null) this.send(this.#finishItem(this.#lastStatus()));
  }

  end(fault?: StreamFault): Buffer {
    if (this.meter.state !== "complete" || this.#ids === null) return this.#failure(this.meter.fault ?? fault ?? CUT_SHORT);
    const { stopReason, stopDetails } = this.meter;
    const last = this.#finishItem(this.#lastStatus()) ?? NOTHING;
    const refusal = refusalText(stopReason, stopDetails);
    const refused = refusal === null ? NOTHING : this.#refusalItem(this.#ids, refusal);
    const end = endOf(stopReason);
    this.head.onItems?.(this.#output);
    return Buffer.concat([last, refused, this.#state(this.#ids, { ...end, usage: this.meter.measured().usage })]);
  }

  #begin(): void {
    if (this.#ids !== null) return;
    this.#ids = new AnswerIds(this.meter.messageId);
    const response = this.#json(this.#ids, { status: "in_progress", usage: null });
    this.send(this.#writer.json("response.created", `"response":${response}`));
    this.send(this.#writer.json("response.in_progress", `"response":${response}`));
  }

  #openItem(ids: AnswerIds, event: unknown): void {
    const block = asCalled(isObject(event) && isObject(event.content_block) ? event.content_block : {}, this.head.toolNames);
    const { type } = block;
    // The upstream continues a call that it began in an earlier block.
    if (type === "tool_use" && this.#item?.isCall(block.id)) {
      this.#isItemWhole = false;
      return;
    }
    this.send(this.#finishItem("completed"));
    if (type !== "text" && type !== "tool_use" && type !== "thinking" && type !== "redacted_thinking") return;
    const { prefix, Item } = block.isCustom ? CUSTOM : KINDS[type];
    const outputIndex = this.#output.length;
    this.#item = new Item(block, { item_id: ids.item(prefix, outputIndex), output_index: outputIndex }, this.#writer);
    this.#isItemWhole = false;
    this.send(this.#item.start());
  }

  /** Finishes an item when the next event comes: only then it is known whether the item was cut off. */
  #finishItem(status: ItemStatus): Buffer | undefined {
    const finished = this.#item?.finish(status);
    this.#item = null;
    if (finished === undefined) return undefined;
    this.#output.push(JSON.stringify(finished.item));
    return finished.events;
  }

  #lastStatus(): ItemStatus {
    return endOf(this.meter.stopReason).status === "incomplete" ? "incomplete" : "completed";
  }

  #refusalItem(ids: AnswerIds, refusal: string): Buffer {
    const outputIndex = this.#output.length;
    const id = ids.item("msg", outputIndex);
    const part = { item_id: id, output_index: outputIndex, content_index: 0 };
    const item = messageItem(id, "completed", [refusalPart(refusal)]);
    this.#output.push(JSON.stringify(item));
    return Buffer.concat([
      this.#writer.event("response.output_item.added", { output_index: outputIndex, item: messageItem(id, "in_progress", []) }),
      this.#writer.event("response.content_part.added", { ...part, part: refusalPart("") }),
      this.#writer.event("response.refusal.delta", { ...part, delta: refusal }),
      this.#writer.event("response.refusal.done", { ...part, refusal }),
      this.#writer.event("response.content_part.done", { ...part, part: refusalPart(refusal) }),
      this.#writer.event("response.output_item.done", { output_index: outputIndex, item }),
    ]);
  }

  /** A response that has begun fails as a response; before that there is only an error event. */
  #failure(fault: StreamFault): Buffer {
    if (this.#ids === null) return this.#writer.event("error", errorEventFields(fault));
    const { usage, unbilledReason } = this.meter.measured();
    return this.#state(this.#ids, { status: "failed", error: responseError(fault), usage: unbilledReason ? null : usage });
  }

  #state(ids: AnswerIds, state: Omit<ResponseState, "output">): Buffer {
    return this.#writer.json(`response.${state.status}`, `"response":${this.#json(ids, state)}`);
  }

  #json(ids: AnswerIds, state: Omit<ResponseState, "output">): string {
    return responseJson({ id: ids.response, ...this.head }, { ...state, output: this.#output });
  }
}
