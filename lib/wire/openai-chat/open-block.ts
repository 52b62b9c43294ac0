import { INPUT_JSON_DELTA, TEXT_DELTA, type TextDelta, THINKING_DELTA, textStart } from "../anthropic/delta";
import { isObject, type JsonObject, parseJson } from "../json";
import { type ChunkWriter, type TextFrame, textChunk } from "./chunk-writer";
import type { ReasoningDetails } from "./reasoning-details";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where a block stands among all of the answer, and among the tool calls only. */
type BlockPlace = { index: number; toolIndex: number };

/** One content block of the stream while it is open. Blocks that the upstream's own tools made have no place in OpenAI's format. */
export class OpenBlock {
  readonly #delta: TextDelta | null;
  readonly #frame: TextFrame;
  #hasInput = false;

  constructor(
    private readonly block: JsonObject,
    private readonly place: BlockPlace,
    private readonly writer: ChunkWriter,
    private readonly reasoning: ReasoningDetails,
  ) {
    this.#delta = deltaOf(block.type);
    this.#frame = frameOf(this.#delta, place.toolIndex, writer);
    if (block.type === "thinking" || block.type === "redacted_thinking") reasoning.open(block, place.index);
  }

  start(): Buffer | undefined {
    const { type, id, name, text } = this.block;
    if (type === "tool_use") {
      return this.writer.delta({ tool_calls: [{ index: this.place.toolIndex, id, type: "function", function: { name, arguments: "" } }] });
    }
    if (type === "text" && typeof text === "string" && text) return this.writer.delta({ content: text });
  }

  delta(bytes: Buffer, from: number, to: number): Buffer | undefined {
    const delta = this.#delta;
    if (delta === null) return;
    const textFrom = textStart(bytes, from, to, delta);
    // The way of nearly every delta: its text goes from one JSON to the other as it stands.
    if (textFrom !== -1 && isOneJsonText(bytes, textFrom, to - 3)) return this.#text(delta, bytes, textFrom, to - 3);
    return this.#parsedDelta(delta, parseJson(bytes.toString("utf8", from, to)));
  }

  /** A tool without arguments streams none; OpenAI's clients parse the text and need an object. */
  stop(): Buffer | undefined {
    if (this.block.type !== "tool_use" || this.#hasInput) return;
    const input = isObject(this.block.input) ? this.block.input : {};
    return this.writer.delta({ tool_calls: [{ index: this.place.toolIndex, function: { arguments: JSON.stringify(input) } }] });
  }

  #text(delta: TextDelta, bytes: Buffer, from: number, to: number): Buffer | undefined {
    if (to <= from) return;
    if (delta === INPUT_JSON_DELTA) this.#hasInput = true;
    if (delta === THINKING_DELTA) this.reasoning.addJson(bytes.toString("utf8", from, to));
    return textChunk(this.#frame, bytes, from, to);
  }

  #parsedDelta(delta: TextDelta, event: unknown): Buffer | undefined {
    const sent: JsonObject = isObject(event) && isObject(event.delta) ? event.delta : {};
    if (sent.type === "signature_delta" && typeof sent.signature === "string") this.reasoning.sign(sent.signature);
    if (sent.type !== delta.type) return;
    const text = sent[delta.field];
    if (typeof text !== "string") return;
    const json = Buffer.from(JSON.stringify(text));
    return this.#text(delta, json, 1, json.length - 1);
  }
}

function deltaOf(type: unknown): TextDelta | null {
  if (type === "text") return TEXT_DELTA;
  if (type === "thinking") return THINKING_DELTA;
  return type === "tool_use" ? INPUT_JSON_DELTA : null;
}

function frameOf(delta: TextDelta | null, toolIndex: number, writer: ChunkWriter): TextFrame {
  if (delta === THINKING_DELTA) return writer.frame('{"reasoning_content":"', '"}');
  if (delta === INPUT_JSON_DELTA) return writer.frame(`{"tool_calls":[{"index":${toolIndex},"function":{"arguments":"`, '"}}]}');
  return writer.frame('{"content":"', '"}');
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
