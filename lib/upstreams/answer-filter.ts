/** Turns the bytes of an upstream's answer into those of Anthropic's API. */
export type AnswerFilter = {
  push(chunk: Buffer): Buffer;
  /** The remaining bytes after the end of the upstream's answer. */
  end(): Buffer;
  /** Set when the answer cannot go on. The bytes returned last are its end, and any further bytes of the upstream are ignored. */
  readonly isOver: boolean;
};

export const NOTHING: Buffer = Buffer.alloc(0);

const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** Waits for the whole answer and returns it changed. */
export class WholeFilter implements AnswerFilter {
  isOver = false;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(private readonly change: (body: Buffer) => Buffer) {}

  push(chunk: Buffer): Buffer {
    this.#size += chunk.length;
    // Far above the longest message: an upstream that sends more is broken, and must not fill our memory.
    if (this.#size > MAX_WHOLE_BYTES) this.isOver = true;
    else this.#chunks.push(chunk);
    return NOTHING;
  }

  end(): Buffer {
    return this.change(this.#chunks.length === 1 ? (this.#chunks[0] ?? NOTHING) : Buffer.concat(this.#chunks));
  }
}
