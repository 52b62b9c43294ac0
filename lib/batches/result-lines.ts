const NEWLINE = 0x0a;
/** Much more than the longest message: a longer line is corrupt. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Splits JSONL bytes into lines, however they are chunked. Empty lines are skipped. */
export class ResultLines {
  private pieces: Buffer[] = [];
  private size = 0;
  private isTooLong = false;

  constructor(private readonly longest = LONGEST_LINE) {}

  /** The lines that end in these bytes. `null` stands for a line that is too long. */
  push(chunk: Buffer): (Buffer | null)[] {
    const lines: (Buffer | null)[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.add(chunk.subarray(from, at));
      this.end(lines);
      from = at + 1;
    }
    this.add(chunk.subarray(from));
    return lines;
  }

  /** The last line, if no newline ended it. */
  finish(): (Buffer | null)[] {
    const lines: (Buffer | null)[] = [];
    this.end(lines);
    return lines;
  }

  private add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.size += piece.length;
    if (this.size > this.longest) {
      this.isTooLong = true;
      this.pieces = [];
    } else this.pieces.push(piece);
  }

  private end(lines: (Buffer | null)[]): void {
    if (this.isTooLong) lines.push(null);
    else if (this.size > 0) lines.push(this.pieces.length === 1 ? (this.pieces[0] as Buffer) : Buffer.concat(this.pieces));
    this.pieces = [];
    this.size = 0;
    this.isTooLong = false;
  }
}
