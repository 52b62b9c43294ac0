const DONE = "data: [DONE]\n\n";

/** A chunk without its text. */
export type TextFrame = { start: Buffer; end: Buffer };

/** The chunk with the text in `json[from..to)`, neither decoded nor encoded. */
export function textChunk({ start, end }: TextFrame, json: Buffer, from: number, to: number): Buffer {
  const chunk = Buffer.allocUnsafe(start.length + to - from + end.length);
  chunk.set(start, 0);
  json.copy(chunk, start.length, from, to);
  chunk.set(end, chunk.length - end.length);
  return chunk;
}

/** Writes the chunks of one answer; id, time and model are the same in all of them. */
export class ChunkWriter {
  readonly #start: string;
  readonly #head: Buffer;
  readonly #tail: Buffer;

  constructor(
    answer: { id: string; model: string; createdSeconds: number },
    private readonly includeUsage: boolean,
  ) {
    const { id, model, createdSeconds } = answer;
    const common = { id, object: "chat.completion.chunk", created: createdSeconds, model };
    this.#start = `data: ${JSON.stringify(common).slice(0, -1)},"choices":[`;
    this.#head = Buffer.from(`${this.#start}{"index":0,"delta":`);
    this.#tail = Buffer.from(`,"logprobs":null,"finish_reason":null}]${this.#noUsage()}}\n\n`);
  }

  delta(delta: object): Buffer {
    return Buffer.concat([this.#head, Buffer.from(JSON.stringify(delta)), this.#tail]);
  }

  /** The frame around deltas of one kind. Their one text is copied from another JSON text unchanged. */
  frame(before: string, after: string): TextFrame {
    return { start: Buffer.concat([this.#head, Buffer.from(before)]), end: Buffer.concat([Buffer.from(after), this.#tail]) };
  }

  finish(reason: string): Buffer {
    const choice = { index: 0, delta: {}, logprobs: null, finish_reason: reason };
    return Buffer.from(`${this.#start}${JSON.stringify(choice)}]${this.#noUsage()}}\n\n`);
  }

  usage(usage: object): Buffer {
    return this.includeUsage ? Buffer.from(`${this.#start}],"usage":${JSON.stringify(usage)}}\n\n`) : Buffer.alloc(0);
  }

  done(): Buffer {
    return Buffer.from(DONE);
  }

  #noUsage(): string {
    return this.includeUsage ? ',"usage":null' : "";
  }
}
