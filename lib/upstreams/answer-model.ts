import { OBJECT } from "@/lib/json-bytes/json-scan";
import { memberNamed, membersOf, type Range, spliced } from "@/lib/json-bytes/json-text";
import { type AnswerFilter, NOTHING } from "@/lib/upstreams/answer-filter";

/** The message with the catalogue's id as its model: clouds answer with their own ids. */
export function messageWithModel(message: Buffer, modelId: string): Buffer {
  if (message[0] !== OBJECT) return message;
  const model = memberNamed(membersOf(message), "model");
  const value = JSON.stringify(modelId);
  if (!model || message.toString("utf8", model.valueFrom, model.to) === value) return message;
  return spliced(message, { from: model.valueFrom, to: model.to }, Buffer.from(value));
}

/** The same inside the data of `message_start`. */
export function startWithModel(start: Buffer, modelId: string): Buffer {
  const members = membersOf(start);
  const message = memberNamed(members, "message");
  if (!message) return start;
  const inner = start.subarray(message.valueFrom, message.to);
  const changed = messageWithModel(inner, modelId);
  return changed === inner ? start : spliced(start, { from: message.valueFrom, to: message.to }, changed);
}

// A start is a few hundred bytes. A stream without one in this many bytes is not Anthropic's, and passes unchanged.
const LONGEST_START_BYTES = 64 * 1024;

/** A stream of events whose `message_start` names the catalogue's model. Only that frame waits until it is whole. */
export class ModelInStream implements AnswerFilter {
  readonly isOver = false;
  #held: Buffer | null = NOTHING;

  constructor(private readonly modelId: string) {}

  push(chunk: Buffer): Buffer {
    if (!this.#held) return chunk;
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const data = startData(bytes);
    if (!data && bytes.length < LONGEST_START_BYTES && !bytes.includes("event: error")) {
      this.#held = bytes;
      return NOTHING;
    }
    this.#held = null;
    if (!data) return bytes;
    const start = bytes.subarray(data.from, data.to);
    const changed = startWithModel(start, this.modelId);
    return changed === start ? bytes : spliced(bytes, data, changed);
  }

  end(): Buffer {
    return this.#held ?? NOTHING;
  }
}

/** The place of the data of `message_start`, once their line is whole. */
function startData(bytes: Buffer): Range | null {
  const event = bytes.indexOf("event: message_start");
  const from = event === -1 ? -1 : bytes.indexOf("data: ", event);
  const to = from === -1 ? -1 : bytes.indexOf("\n", from);
  return to === -1 ? null : { from: from + "data: ".length, to };
}
