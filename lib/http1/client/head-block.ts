const STRAY = /\r[^\n]|(?<!\r)\n/g;
const END = "\r\n\r\n";

/**
 * Lines that end with an empty one, as they come in. They are gathered as Latin-1 text. They are refused as soon as they are too long or
 * have a lone carriage return or line feed: waiting for more would only end in a timeout.
 */
export class HeadBlock {
  /** The lines so far; once they are whole, all of them but the empty one. */
  text = "";
  private bytesLeft: number;

  constructor(private readonly bytesAtMost: number) {
    this.bytesLeft = bytesAtMost;
  }

  /** Prepares for the lines of another connection or answer. */
  reset(): void {
    this.text = "";
    this.bytesLeft = this.bytesAtMost;
  }

  /** Reads up to `to`. Returns where the bytes go on after the empty line; -1 when it has not come yet, null when it never will. */
  push(bytes: Buffer, from: number, to: number): number | null {
    const before = this.text.length;
    const found = before === 0 ? bytes.indexOf(END, from, "latin1") : -1;
    const until = found >= 0 && found + END.length <= to ? found + END.length : to;
    const text = this.text + bytes.toString("latin1", from, Math.min(until, from + this.bytesLeft + 1));
    const end = text.indexOf(END, Math.max(0, before - END.length));
    this.bytesLeft -= (end < 0 ? text.length : end + END.length) - before;
    if (this.bytesLeft < 0) return null;
    this.text = end < 0 ? text : text.slice(0, end + 2);
    if (end < 0) return hasStray(text, before) ? null : -1;
    return from + end + END.length - before;
  }
}

/** Looks only at the new part: bytes that come one by one must not cost the square of their number. */
function hasStray(text: string, from: number): boolean {
  STRAY.lastIndex = Math.max(0, from - 1);
  return STRAY.test(text);
}
