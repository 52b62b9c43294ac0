import { isThought } from "../anthropic/blocks";
import { type DeltaReader, deltaOfBlock, INPUT_JSON_DELTA, readDelta, type TextDelta, THINKING_DELTA } from "../anthropic/delta";
import { isObject, type JsonObject } from "../json";
import { type ChunkWriter, type TextFrame, textChunk } from "./chunk-writer";
import type { ReasoningDetails } from "./reasoning-details";

/** Where a block stands among all of the answer, and among the tool calls only. */
type BlockPlace = { index: number; toolIndex: number };

/** One content block of the stream while it is open. Blocks that the upstream's own tools made have no place in OpenAI's format. */
export class OpenBlock implements DeltaReader<Buffer> {
  readonly #delta: TextDelta | null;
  readonly #frame: TextFrame;
  #hasInput = false;

  constructor(
    private readonly block: JsonObject,
    private readonly place: BlockPlace,
    private readonly writer: ChunkWriter,
    private readonly reasoning: ReasoningDetails,
  ) {
    this.#delta = deltaOfBlock(block.type);
    this.#frame = frameOf(this.#delta, place.toolIndex, writer);
    if (isThought(block)) reasoning.open(block, place.index);
  }

  start(): Buffer | undefined {
    const { type, id, name, text } = this.block;
    if (type === "tool_use") {
      return this.writer.delta({ tool_calls: [{ index: this.place.toolIndex, id, type: "function", function: { name, arguments: "" } }] });
    }
    if (type === "text" && typeof text === "string" && text) return this.writer.delta({ content: text });
  }

  delta(bytes: Buffer, from: number, to: number): Buffer | undefined {
    return this.#delta ? readDelta(bytes, from, to, this.#delta, this) : undefined;
  }

  /** A tool without arguments streams none; OpenAI's clients parse the text and need an object. */
  stop(): Buffer | undefined {
    if (this.block.type !== "tool_use" || this.#hasInput) return;
    const input = isObject(this.block.input) ? this.block.input : {};
    return this.writer.delta({ tool_calls: [{ index: this.place.toolIndex, function: { arguments: JSON.stringify(input) } }] });
  }

  text(bytes: Buffer, from: number, to: number): Buffer {
    if (this.#delta === INPUT_JSON_DELTA) this.#hasInput = true;
    if (this.#delta === THINKING_DELTA) this.reasoning.addJson(bytes.toString("utf8", from, to));
    return textChunk(this.#frame, bytes, from, to);
  }

  sign(signature: string): void {
    this.reasoning.sign(signature);
  }
}

function frameOf(delta: TextDelta | null, toolIndex: number, writer: ChunkWriter): TextFrame {
  if (delta === THINKING_DELTA) return writer.frame('{"reasoning_content":"', '"}');
  if (delta === INPUT_JSON_DELTA) return writer.frame(`{"tool_calls":[{"index":${toolIndex},"function":{"arguments":"`, '"}}]}');
  return writer.frame('{"content":"', '"}');
}
