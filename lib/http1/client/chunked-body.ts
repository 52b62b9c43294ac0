import { HeadBlock } from "@/lib/http1/client/head-block";
import type { Payload } from "@/lib/http1/client/payload";
import { readHeaderLines } from "@/lib/http1/header-lines";

const SIZE_LINE_BYTES_AT_MOST = 4_096;
const TRAILER_BYTES_AT_MOST = 16_384;

const CR = 13;
const LF = 10;
const SEMICOLON = 59;

const SIZE = 0;
const EXTENSION = 1;
const SIZE_END = 2;
const DATA = 3;
const DATA_CR = 4;
const DATA_LF = 5;
const TRAILERS = 6;

/** The body of an answer in chunks (RFC 9112, 7.1). Extensions and trailers are read and ignored. */
export class ChunkedBody {
  isOver = false;
  /** What is wrong with the body: nothing is read after that. */
  fault: string | null = null;
  private state = SIZE;
  /** First the space left for the size line, then the bytes left in the chunk. */
  private bytesLeft = 0;
  private lineBytes = 0;
  private readonly trailers = new HeadBlock(TRAILER_BYTES_AT_MOST);

  reset(): void {
    this.isOver = false;
    this.fault = null;
    this.state = SIZE;
    this.bytesLeft = 0;
    this.lineBytes = 0;
    this.trailers.reset();
  }

  /** Reads to the end of the body or of the bytes, and returns where it stopped. */
  push(bytes: Buffer, from: number, to: number, payload: Payload): number {
    let at = from;
    while (at < to && !this.isOver && this.fault === null) {
      if (this.state === DATA) {
        const end = Math.min(to, at + this.bytesLeft);
        payload.add(bytes, at, end);
        this.bytesLeft -= end - at;
        if (this.bytesLeft === 0) this.state = DATA_CR;
        at = end;
      } else if (this.state === TRAILERS) at = this.readTrailers(bytes, at, to);
      else this.readByte(bytes[at++] as number);
    }
    return at;
  }

  private readByte(byte: number): void {
    if (this.state === SIZE) this.readSize(byte);
    else if (this.state === SIZE_END && byte === LF) this.beginChunk();
    else if (this.state === DATA_CR && byte === CR) this.state = DATA_LF;
    else if (this.state === DATA_LF && byte === LF) this.state = SIZE;
    else if (this.state === EXTENSION) this.readExtension(byte);
    else this.fault = "a chunk does not end where it should";
  }

  private readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.bytesLeft = this.bytesLeft * 16 + digit;
      this.countLineByte();
      if (this.bytesLeft > Number.MAX_SAFE_INTEGER) this.fault = "a chunk is too large";
    } else if (this.lineBytes > 0 && byte === CR) this.state = SIZE_END;
    else if (this.lineBytes > 0 && byte === SEMICOLON) this.state = EXTENSION;
    else this.fault = "a chunk's size cannot be read";
  }

  private readExtension(byte: number): void {
    this.countLineByte();
    if (byte === CR) this.state = SIZE_END;
    else if ((byte < 32 && byte !== 9) || byte === 127) this.fault = "a chunk's extension cannot be read";
  }

  private countLineByte(): void {
    this.lineBytes += 1;
    if (this.lineBytes > SIZE_LINE_BYTES_AT_MOST) this.fault = "a chunk's first line is too long";
  }

  private beginChunk(): void {
    this.state = this.bytesLeft === 0 ? TRAILERS : DATA;
    this.lineBytes = 0;
  }

  private readTrailers(bytes: Buffer, from: number, to: number): number {
    // A body without trailers ends with the empty line only.
    const { text } = this.trailers;
    if (text === "" && bytes[from] === CR && from + 1 < to && bytes[from + 1] === LF) return this.end(from + 2);
    if (text === "\r" && bytes[from] === LF) return this.end(from + 1);
    const end = this.trailers.push(bytes, from, to);
    if (end === -1) return to;
    if (end === null || !readHeaderLines(this.trailers.text)) {
      this.fault = "its trailers cannot be read";
      return to;
    }
    return this.end(end);
  }

  private end(at: number): number {
    this.isOver = true;
    return at;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
