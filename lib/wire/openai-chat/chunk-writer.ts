const DONE = "data: [DONE]\n\n";

/** Writes the chunks of one answer; id, time and model are the same on all. */
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

  /** A delta whose one text is taken from JSON as it is, neither decoded nor encoded; `before` and `after` surround it. */
  textDelta(before: Buffer, json: Buffer, from: number, to: number, after: Buffer): Buffer {
    const head = this.#head;
    const chunk = Buffer.allocUnsafe(head.length + before.length + (to - from) + after.length + this.#tail.length);
    let at = head.copy(chunk);
    at += before.copy(chunk, at);
    at += json.copy(chunk, at, from, to);
    at += after.copy(chunk, at);
    this.#tail.copy(chunk, at);
    return chunk;
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
