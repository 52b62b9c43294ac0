import { isThought } from "@/lib/wire/anthropic/blocks";
import { type DeltaReader, deltaOfBlock, INPUT_JSON_DELTA, readDelta, type TextDelta, THINKING_DELTA } from "@/lib/wire/anthropic/delta";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { argumentsAsCalled } from "@/lib/wire/openai/callers-keys";
import { customInput } from "@/lib/wire/openai/custom-tool";
import { type ChunkWriter, type TextFrame, textChunk } from "@/lib/wire/openai-chat/chunk-writer";
import type { ReasoningDetails } from "@/lib/wire/openai-chat/reasoning-details";

/** A block's place in the whole answer, and among the tool calls only. */
type BlockPlace = { index: number; toolIndex: number };

/** How a format names a call: one of several, the single call of the old API, or one that takes plain text. */
type CallShape = "tool_calls" | "function_call" | "custom";

const NOTHING = Buffer.alloc(0);

/** One content block of the stream while it is open. Blocks of the upstream's own tools have no place in OpenAI's format. */
export class OpenBlock implements DeltaReader<Buffer> {
  readonly #delta: TextDelta | null;
  readonly #frame: TextFrame;
  readonly #shape: CallShape;
  /** The upstream continues a call that it began in an earlier block. */
  readonly #isContinued: boolean;
  /** The gathered JSON of an input that is plain text or has renamed keys: only its end shows what the caller should get. */
  readonly #gathered: string[] | null;
  #hasInput = false;

  constructor(
    private readonly block: JsonObject,
    private readonly place: BlockPlace,
    private readonly writer: ChunkWriter,
    private readonly reasoning: ReasoningDetails,
    { hasFunctions = false, isContinued = false } = {},
  ) {
    this.#delta = deltaOfBlock(block.type);
    this.#shape = block.isCustom ? "custom" : hasFunctions ? "function_call" : "tool_calls";
    this.#isContinued = isContinued;
    this.#gathered = block.isCustom || block.keys ? [] : null;
    this.#frame = frameOf(this.#delta, this.#shape, place.toolIndex, writer);
    if (isThought(block)) reasoning.open(block, place.index);
  }

  start(): Buffer | undefined {
    const { type, id, name, text } = this.block;
    if (type === "tool_use") {
      if (this.#isContinued) return;
      const { toolIndex: index } = this.place;
      if (this.#shape === "custom") return this.writer.delta({ tool_calls: [{ index, id, type: "custom", custom: { name, input: "" } }] });
      if (this.#shape === "function_call") return this.writer.delta({ function_call: { name, arguments: "" } });
      return this.writer.delta({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] });
    }
    if (type === "text" && typeof text === "string" && text) return this.writer.delta({ content: text });
  }

  delta(bytes: Buffer, from: number, to: number): Buffer | undefined {
    return this.#delta ? readDelta(bytes, from, to, this.#delta, this) : undefined;
  }

  /** A tool without arguments streams none; OpenAI's clients parse the text and need an object. */
  stop(): Buffer | undefined {
    if (this.block.type !== "tool_use") return;
    if (this.#hasInput || this.#isContinued) return;
    const { toolIndex: index } = this.place;
    const args = this.#gathered?.length
      ? this.#wholeInput(this.#gathered)
      : JSON.stringify(isObject(this.block.input) ? this.block.input : {});
    if (this.#shape === "custom") return this.writer.delta({ tool_calls: [{ index, custom: { input: customInput(args) } }] });
    if (this.#shape === "function_call") return this.writer.delta({ function_call: { arguments: args } });
    return this.writer.delta({ tool_calls: [{ index, function: { arguments: args } }] });
  }

  text(bytes: Buffer, from: number, to: number): Buffer {
    if (this.#gathered) {
      this.#gathered.push(bytes.toString("utf8", from, to));
      return NOTHING;
    }
    if (this.#delta === INPUT_JSON_DELTA) this.#hasInput = true;
    if (this.#delta === THINKING_DELTA) this.reasoning.addJson(bytes.toString("utf8", from, to));
    return textChunk(this.#frame, bytes, from, to);
  }

  sign(signature: string): void {
    this.reasoning.sign(signature);
  }

  #wholeInput(gathered: string[]): string {
    const args = parseJson(`"${gathered.join("")}"`);
    return typeof args === "string" ? argumentsAsCalled(args, this.block) : "{}";
  }
}

function frameOf(delta: TextDelta | null, shape: CallShape, toolIndex: number, writer: ChunkWriter): TextFrame {
  if (delta === THINKING_DELTA) return writer.frame('{"reasoning_content":"', '"}');
  if (delta === INPUT_JSON_DELTA && shape === "function_call") return writer.frame('{"function_call":{"arguments":"', '"}}');
  if (delta === INPUT_JSON_DELTA) return writer.frame(`{"tool_calls":[{"index":${toolIndex},"function":{"arguments":"`, '"}}]}');
  return writer.frame('{"content":"', '"}');
}
