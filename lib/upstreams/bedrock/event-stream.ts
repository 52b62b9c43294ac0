import { crc32 } from "node:zlib";

/** One message of Amazon's event stream. */
export type EventStreamMessage = { headers: Record<string, string>; payload: Buffer };

const PRELUDE_BYTES = 12;
const CRC_BYTES = 4;
// Amazon's own limit is 16 MB for a message.
const MAX_MESSAGE_BYTES = 24 * 1024 * 1024;
const STRING = 7;
/** The length of a header's value by type, for types that have no length before the value. */
const FIXED_BYTES: Record<number, number> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };

/** Thrown for bytes that are not an event stream, or that changed in transit. */
export class BrokenEventStream extends Error {}

/**
 * Cuts bytes into messages (Amazon's `application/vnd.amazon.eventstream`, big-endian): total length, headers' length, checksum of these
 * two; headers; payload; checksum of everything before. Messages may be split anywhere.
 */
export class EventStreamDecoder {
  #rest: Buffer[] = [];
  #restBytes = 0;
  #neededBytes = PRELUDE_BYTES;

  /** Returns the messages that are now complete. Throws BrokenEventStream. */
  *push(chunk: Buffer): Generator<EventStreamMessage> {
    this.#rest.push(chunk);
    this.#restBytes += chunk.length;
    if (this.#restBytes < this.#neededBytes) return;
    let bytes = this.#rest.length === 1 ? chunk : Buffer.concat(this.#rest);
    this.#neededBytes = PRELUDE_BYTES;
    while (bytes.length >= PRELUDE_BYTES) {
      const size = checkedSize(bytes);
      if (bytes.length < size) {
        this.#neededBytes = size;
        break;
      }
      yield decoded(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    this.#rest = bytes.length > 0 ? [bytes] : [];
    this.#restBytes = bytes.length;
  }
}

function checkedSize(bytes: Buffer): number {
  const size = bytes.readUInt32BE(0);
  if (crc32(bytes.subarray(0, 8)) !== bytes.readUInt32BE(8)) throw new BrokenEventStream("The prelude's checksum is wrong.");
  if (size < PRELUDE_BYTES + CRC_BYTES || size > MAX_MESSAGE_BYTES) throw new BrokenEventStream(`A message of ${size} bytes.`);
  return size;
}

function decoded(message: Buffer): EventStreamMessage {
  const crcFrom = message.length - CRC_BYTES;
  if (crc32(message.subarray(0, crcFrom)) !== message.readUInt32BE(crcFrom)) throw new BrokenEventStream("A message's checksum is wrong.");
  const payloadFrom = PRELUDE_BYTES + message.readUInt32BE(4);
  if (payloadFrom > crcFrom) throw new BrokenEventStream("The headers are longer than their message.");
  return { headers: headersIn(message.subarray(PRELUDE_BYTES, payloadFrom)), payload: message.subarray(payloadFrom, crcFrom) };
}

/** Reads the headers with a text. Bedrock does not use the others, and they are skipped. */
function headersIn(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const nameTo = at + 1 + (bytes[at] ?? 0);
    const type = bytes[nameTo] ?? -1;
    const fixed = FIXED_BYTES[type];
    const valueFrom = nameTo + (fixed === undefined ? 3 : 1);
    if (valueFrom > bytes.length || type > 9 || type < 0) throw new BrokenEventStream("A header breaks off.");
    const valueTo = valueFrom + (fixed ?? bytes.readUInt16BE(nameTo + 1));
    if (valueTo > bytes.length) throw new BrokenEventStream("A header breaks off.");
    if (type === STRING) headers[bytes.toString("latin1", at + 1, nameTo)] = bytes.toString("utf8", valueFrom, valueTo);
    at = valueTo;
  }
  return headers;
}
