import { isObject, parseJson } from "@/lib/wire/json";
import { type EventName, eventNameAt, eventNameOf, isAt } from "@/lib/wire/sse/event-name";

/** Receives each complete frame. Its data stand in `bytes[from..to)`, valid only during the call; a frame that passed unread has none. */
export type FrameReader = { readFrame(event: EventName, bytes: Buffer, from: number, to: number): void };

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);
const LINE_END = Buffer.of(NEWLINE);

// The largest events are documents in base64: as long as a whole answer may be. Bytes without a blank line for longer are not a stream of
// events.
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
// Hundreds of times an ordinary frame: copying a shorter one again with each piece costs little.
const LONG_FRAME_BYTES = 64 * 1024;

/**
 * Cuts a byte stream into server-sent events without decoding them. Frames may be split anywhere, also inside a character or a line end. A
 * bare carriage return does not end a line: no upstream sends it.
 */
export class FrameScanner {
  /** Where the current frame begins in the reader's `bytes`. */
  frameFrom = 0;
  /** True after a frame exceeded the size limit; from then on no frame is read and no byte returned. */
  isBroken = false;
  /** True while the bytes returned last end inside a frame that passes unread. */
  isPassing = false;

  #rest: Buffer | null = null;
  #searchFrom = 0;
  #lineFrom = 0;
  #event: EventName | null = null;
  #dataFrom = -1;
  #dataTo = -1;
  #lines: Buffer[] | null = null;
  /** The buffer of a long frame, with free space at its end. */
  #room: Buffer = NOTHING;
  #passedBytes = 0;

  /** Long frames of `passedEvent` are returned in pieces as they come: their data are not needed. */
  constructor(
    private readonly reader: FrameReader,
    private readonly passedEvent: EventName = "none",
  ) {}

  /** Takes the next bytes and returns those that now form complete frames. It returns the same buffer when that is all of it. */
  push(chunk: Buffer): Buffer {
    if (this.isBroken) return NOTHING;
    if (this.#rest === null) return this.#scan(chunk);
    if (this.isPassing) return this.#passOn(this.#rest, chunk);
    if (this.#rest.length > LONG_FRAME_BYTES) return this.#pushLong(this.#rest, chunk);
    return this.#scan(Buffer.concat([this.#rest, chunk]));
  }

  #scan(bytes: Buffer): Buffer {
    for (let newline = bytes.indexOf(NEWLINE, this.#searchFrom); newline !== -1; newline = bytes.indexOf(NEWLINE, this.#lineFrom)) {
      const lineTo = newline > this.#lineFrom && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
      if (lineTo === this.#lineFrom) this.#finishFrame(bytes, newline + 1);
      else this.#readLine(bytes, this.#lineFrom, lineTo);
      this.#lineFrom = newline + 1;
    }
    return this.#storeRest(bytes);
  }

  /** The buffer of a long frame grows by doubling. Joining the pieces each time would copy it a thousand times. */
  #pushLong(rest: Buffer, chunk: Buffer): Buffer {
    const length = rest.length + chunk.length;
    if (length > this.#room.length) {
      this.#room = Buffer.allocUnsafe(Math.max(length, Math.min(2 * length, MAX_FRAME_BYTES)));
      rest.copy(this.#room);
    }
    chunk.copy(this.#room, rest.length);
    const bytes = this.#room.subarray(0, length);
    const complete = this.#scan(bytes);
    if (complete.length === 0 && !this.isBroken && this.#event !== this.passedEvent) return complete;
    // From here on these bytes belong to the caller.
    this.#room = NOTHING;
    return complete.length === 0 && !this.isBroken ? this.#beginPassing(bytes) : complete;
  }

  #beginPassing(bytes: Buffer): Buffer {
    this.isPassing = true;
    this.#passedBytes = bytes.length;
    this.#rest = lastTwo(bytes);
    return bytes;
  }

  /** `before` are the last two bytes that passed: the blank line may have begun there. */
  #passOn(before: Buffer, chunk: Buffer): Buffer {
    const seen = Buffer.concat([before, chunk]);
    const frameTo = blankLineTo(seen);
    if (frameTo !== -1) return this.#finishPassing(chunk, frameTo - before.length);
    this.#passedBytes += chunk.length;
    this.isBroken = this.#passedBytes > MAX_FRAME_BYTES;
    this.#rest = lastTwo(seen);
    return chunk;
  }

  #finishPassing(chunk: Buffer, frameTo: number): Buffer {
    this.isPassing = false;
    this.#rest = null;
    this.#lines = null;
    this.#dataFrom = 0;
    this.#dataTo = 0;
    this.#finishFrame(NOTHING, frameTo);
    this.#lineFrom = frameTo;
    this.#searchFrom = frameTo;
    return this.#scan(chunk);
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
      this.#lines ??= [Buffer.from(bytes.subarray(this.#dataFrom, this.#dataTo))];
      this.#lines.push(LINE_END, Buffer.from(bytes.subarray(from, to)));
    }
    this.#dataFrom = from;
    this.#dataTo = to;
  }

  #finishFrame(bytes: Buffer, frameTo: number): void {
    if (this.#dataFrom === -1) this.reader.readFrame("none", bytes, frameTo, frameTo);
    else if (this.#lines) {
      const joined = Buffer.concat(this.#lines);
      this.#deliver(joined, 0, joined.length);
    } else this.#deliver(bytes, this.#dataFrom, this.#dataTo);
    this.#event = null;
    this.#dataFrom = -1;
    this.#dataTo = -1;
    this.#lines = null;
    this.frameFrom = frameTo;
  }

  #deliver(bytes: Buffer, from: number, to: number): void {
    this.reader.readFrame(this.#event ?? eventInside(bytes, from, to), bytes, from, to);
  }

  #storeRest(bytes: Buffer): Buffer {
    const restFrom = this.frameFrom;
    this.frameFrom = 0;
    this.#lineFrom -= restFrom;
    this.#searchFrom = bytes.length - restFrom;
    if (this.#dataFrom !== -1) {
      this.#dataFrom -= restFrom;
      this.#dataTo -= restFrom;
    }
    this.isBroken = this.#searchFrom > MAX_FRAME_BYTES;
    this.#rest = this.#searchFrom === 0 || this.isBroken ? null : bytes.subarray(restFrom);
    if (restFrom === bytes.length) return bytes;
    return restFrom === 0 ? NOTHING : bytes.subarray(0, restFrom);
  }
}

/** A frame without an event line is recognised by the type inside its data. */
function eventInside(bytes: Buffer, from: number, to: number): EventName {
  const data = parseJson(bytes.toString("utf8", from, to));
  return isObject(data) ? eventNameOf(data.type) : "other";
}

/** A copy, so that the large buffer is not kept for two bytes. */
function lastTwo(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(-2));
}

/** Where the first blank line ends; -1 without one. */
function blankLineTo(bytes: Buffer): number {
  const plain = bytes.indexOf("\n\n");
  const returned = bytes.indexOf("\n\r\n");
  if (returned === -1) return plain === -1 ? -1 : plain + 2;
  return plain === -1 || returned < plain ? returned + 3 : plain + 2;
}
