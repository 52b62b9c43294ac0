/** The part of a body that one read brought: its pieces are moved together within the bytes of the read. */
export class Payload {
  start = 0;
  end = 0;

  clear(): void {
    this.start = 0;
    this.end = 0;
  }

  /** Adds a piece. Pieces come in the order of the bytes. */
  add(bytes: Buffer, from: number, to: number): void {
    if (this.start === this.end) {
      this.start = from;
      this.end = to;
    } else {
      bytes.copyWithin(this.end, from, to);
      this.end += to - from;
    }
  }
}
