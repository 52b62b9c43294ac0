import { INPUT_JSON_DELTA, TEXT_DELTA, type TextDelta, THINKING_DELTA, textStart } from "../anthropic/delta";
import { isObject, type JsonObject, parseJson } from "../json";
import type { ChunkWriter } from "./chunk-writer";
import type { ReasoningDetails } from "./reasoning-details";

/** How a kind of delta stands in a chunk: what is written before and after its text. */
type Frame = { delta: TextDelta; before: Buffer; after: Buffer };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TEXT: Frame = { delta: TEXT_DELTA, before: Buffer.from('{"content":"'), after: Buffer.from('"}') };
const THINKING: Frame = { delta: THINKING_DELTA, before: Buffer.from('{"reasoning_content":"'), after: Buffer.from('"}') };

/** One content block of the stream while it is open. Blocks that the upstream's own tools made have no place in OpenAI's format. */
export class OpenBlock {
  readonly #frame: Frame | null;
  #hasInput = false;

  /** `toolIndex` counts the tool calls only. */
  constructor(
    private readonly block: JsonObject,
    index: number,
    private readonly toolIndex: number,
    private readonly reasoning: ReasoningDetails,
  ) {
    this.#frame = frameOf(block.type, toolIndex);
    if (block.type === "thinking" || block.type === "redacted_thinking") reasoning.open(block, index);
  }

  start(writer: ChunkWriter): Buffer | undefined {
    const { type, id, name, text } = this.block;
    if (type === "tool_use") {
      return writer.delta({ tool_calls: [{ index: this.toolIndex, id, type: "function", function: { name, arguments: "" } }] });
    }
    if (type === "text" && typeof text === "string" && text) return writer.delta({ content: text });
  }

  delta(writer: ChunkWriter, bytes: Buffer, from: number, to: number): Buffer | undefined {
    const frame = this.#frame;
    if (frame === null) return;
    const textFrom = textStart(bytes, from, to, frame.delta);
    // The way of nearly every delta: its text goes from one JSON to the other as it stands.
    if (textFrom !== -1 && isOneJsonText(bytes, textFrom, to - 3)) return this.#text(writer, frame, bytes, textFrom, to - 3);
    return this.#parsedDelta(writer, frame, parseJson(bytes.toString("utf8", from, to)));
  }

  /** A tool without arguments streams none; OpenAI's clients parse the text and need an object. */
  stop(writer: ChunkWriter): Buffer | undefined {
    if (this.block.type !== "tool_use" || this.#hasInput) return;
    const input = isObject(this.block.input) ? this.block.input : {};
    return writer.delta({ tool_calls: [{ index: this.toolIndex, function: { arguments: JSON.stringify(input) } }] });
  }

  #text(writer: ChunkWriter, frame: Frame, bytes: Buffer, from: number, to: number): Buffer | undefined {
    if (to <= from) return;
    if (frame.delta === INPUT_JSON_DELTA) this.#hasInput = true;
    if (frame.delta === THINKING_DELTA) this.reasoning.addJson(bytes.toString("utf8", from, to));
    return writer.textDelta(frame.before, bytes, from, to, frame.after);
  }

  #parsedDelta(writer: ChunkWriter, frame: Frame, event: unknown): Buffer | undefined {
    const delta: JsonObject = isObject(event) && isObject(event.delta) ? event.delta : {};
    if (delta.type === "signature_delta" && typeof delta.signature === "string") this.reasoning.sign(delta.signature);
    if (delta.type !== frame.delta.type) return;
    const text = delta[frame.delta.field];
    if (typeof text !== "string") return;
    const json = Buffer.from(JSON.stringify(text));
    return this.#text(writer, frame, json, 1, json.length - 1);
  }
}

function frameOf(type: unknown, toolIndex: number): Frame | null {
  if (type === "text") return TEXT;
  if (type === "thinking") return THINKING;
  if (type !== "tool_use") return null;
  const before = Buffer.from(`{"tool_calls":[{"index":${toolIndex},"function":{"arguments":"`);
  return { delta: INPUT_JSON_DELTA, before, after: Buffer.from('"}}]}') };
}

/** Whether these bytes are the inside of one JSON string: no quote ends it early. */
function isOneJsonText(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const byte = bytes[at];
    if (byte === QUOTE) return false;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at === to;
}
