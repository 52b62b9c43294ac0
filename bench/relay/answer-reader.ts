const CHUNKED_END = Buffer.from("0\r\n\r\n");
const TAIL_BYTES = 300;
/** Text near the end of the upstream's whole answer and of its stream: an answer without it was cut. */
const LAST_WORDS = { whole: '"output_tokens":150', stream: "message_stop" };

/** Follows one answer on a keep-alive connection: its end, and whether it is the upstream's complete answer. */
export class AnswerReader {
  private head = "";
  private hasBegun = false;
  /** Bytes of the body that are still missing, or -1 for a body that ends with an empty chunk. */
  private missing = -1;
  private tail: Buffer = Buffer.alloc(0);

  /** True once the answer is whole. Throws for a wrong one. */
  push(chunk: Buffer): boolean {
    const body = this.hasBegun ? chunk : this.begin(chunk);
    if (!body) return false;
    this.tail = body.length >= TAIL_BYTES ? body.subarray(-TAIL_BYTES) : Buffer.concat([this.tail, body]).subarray(-TAIL_BYTES);
    if (this.missing >= 0) {
      this.missing -= body.length;
      if (this.missing > 0) return false;
    } else if (!this.tail.subarray(-CHUNKED_END.length).equals(CHUNKED_END)) return false;
    const words = this.head.includes("text/event-stream") ? LAST_WORDS.stream : LAST_WORDS.whole;
    if (!this.tail.includes(words)) throw new Error(`an answer ended otherwise than the upstream's: ${this.tail.toString("latin1")}`);
    return true;
  }

  private begin(chunk: Buffer): Buffer | null {
    this.head += chunk.toString("latin1");
    const end = this.head.indexOf("\r\n\r\n");
    if (end < 0) return null;
    if (!this.head.startsWith("HTTP/1.1 200")) throw new Error(this.head.slice(0, 1_000));
    const body = Buffer.from(this.head.slice(end + 4), "latin1");
    this.head = this.head.slice(0, end);
    const length = /content-length: (\d+)/i.exec(this.head)?.[1];
    this.missing = length ? Number.parseInt(length, 10) : -1;
    this.hasBegun = true;
    return body;
  }
}
