import { isObject, parseJson } from "../json";
import { type EventName, eventNameAt, eventNameOf, isAt } from "./event-name";

/** Is told each complete frame. Its data stand in `bytes[from..to)`, valid only during the call. */
export type FrameReader = { readFrame(event: EventName, bytes: Buffer, from: number, to: number): void };

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);

// The largest events are whole search results; a stream without a blank line for this long is not a stream of events.
const MAX_FRAME_BYTES = 4 * 1024 * 1024;

/**
 * Cuts a byte stream into server-sent events without decoding them. Frames may be split anywhere, also inside a
 * character or a line end. A bare carriage return does not end a line: no upstream sends it.
 */
export class FrameScanner {
  /** Where the frame that is being told begins in its `bytes`. */
  frameFrom = 0;
  /** True once a frame passed the size limit; from then on nothing is told or returned. */
  isBroken = false;

  #rest: Buffer | null = null;
  #searchFrom = 0;
  #lineFrom = 0;
  #event: EventName | null = null;
  #dataFrom = -1;
  #dataTo = -1;
  #joined: Buffer | null = null;

  constructor(
    private readonly reader: FrameReader,
    private readonly maxFrameBytes = MAX_FRAME_BYTES,
  ) {}

  /** Takes the next bytes and gives back those that now form complete frames, the very same buffer when that is all of it. */
  push(chunk: Buffer): Buffer {
    if (this.isBroken) return NOTHING;
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.frameFrom = 0;
    for (let newline = bytes.indexOf(NEWLINE, this.#searchFrom); newline !== -1; newline = bytes.indexOf(NEWLINE, this.#lineFrom)) {
      const lineTo = newline > this.#lineFrom && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
      if (lineTo === this.#lineFrom) this.#finishFrame(bytes, newline + 1);
      else this.#readLine(bytes, this.#lineFrom, lineTo);
      this.#lineFrom = newline + 1;
    }
    return this.#keepRest(bytes);
  }

  #readLine(bytes: Buffer, from: number, to: number): void {
    if (bytes[from] === 0x65 && isAt(bytes, from, "event:")) {
      this.#event = eventNameAt(bytes, bytes[from + 6] === SPACE ? from + 7 : from + 6, to);
    } else if (bytes[from] === 0x64 && isAt(bytes, from, "data:")) {
      this.#addData(bytes, bytes[from + 5] === SPACE ? from + 6 : from + 5, to);
    }
  }

  #addData(bytes: Buffer, from: number, to: number): void {
    if (this.#dataFrom !== -1) {
      const before = this.#joined ?? bytes.subarray(this.#dataFrom, this.#dataTo);
      this.#joined = Buffer.concat([before, Buffer.of(NEWLINE), bytes.subarray(from, to)]);
    }
    this.#dataFrom = from;
    this.#dataTo = to;
  }

  #finishFrame(bytes: Buffer, frameTo: number): void {
    if (this.#dataFrom === -1) this.reader.readFrame("none", bytes, frameTo, frameTo);
    else if (this.#joined) this.#tell(this.#joined, 0, this.#joined.length);
    else this.#tell(bytes, this.#dataFrom, this.#dataTo);
    this.#event = null;
    this.#dataFrom = -1;
    this.#dataTo = -1;
    this.#joined = null;
    this.frameFrom = frameTo;
  }

  #tell(bytes: Buffer, from: number, to: number): void {
    this.reader.readFrame(this.#event ?? eventInside(bytes, from, to), bytes, from, to);
  }

  #keepRest(bytes: Buffer): Buffer {
    const restFrom = this.frameFrom;
    this.frameFrom = 0;
    this.#lineFrom -= restFrom;
    this.#searchFrom = bytes.length - restFrom;
    if (this.#dataFrom !== -1) {
      this.#dataFrom -= restFrom;
      this.#dataTo -= restFrom;
    }
    this.isBroken = this.#searchFrom > this.maxFrameBytes;
    this.#rest = this.#searchFrom === 0 || this.isBroken ? null : bytes.subarray(restFrom);
    if (restFrom === bytes.length) return bytes;
    return restFrom === 0 ? NOTHING : bytes.subarray(0, restFrom);
  }
}

/** Frames without an event line are told by the type inside their data. */
function eventInside(bytes: Buffer, from: number, to: number): EventName {
  const data = parseJson(bytes.toString("utf8", from, to));
  return isObject(data) ? eventNameOf(data.type) : "other";
}
