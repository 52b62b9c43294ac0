import { randomBytes } from "node:crypto";
import { COLON, isClosing, isOpening, QUOTE, spaceEnd, stringEnd } from "@/lib/json-bytes/json-scan";

/** Below it, a parser is quicker than a look at the bytes. */
const SHORT_BODY = 16 * 1024;
const LONG_STRING = 256;
/** What stands for a long string; nobody outside can write it. */
const MARK = `${randomBytes(12).toString("hex")}:`;

/**
 * A request's JSON text without its long strings: for each a mark that knows its length and its place. What a relay has to know of a request
 * stands between them, and parsing 200 KB costs more than passing them on (docs/decisions/0023). What is inside a long string is not
 * judged here: the upstream refuses an escape that is none.
 *
 * Of the request's own fields only `textField` is shortened: the others are told to the caller when they are wrong. Short bodies stay as they are.
 */
export function outlineOf(body: Buffer, textField: string): Buffer {
  if (body.length < SHORT_BODY) return body;
  const pieces: Buffer[] = [];
  let copied = 0;
  let depth = 0;
  let field = "";
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = stringEnd(body, at + 1);
      if (body[spaceEnd(body, end + 1)] === COLON) {
        if (depth === 1) field = body.toString("latin1", at + 1, end);
      } else if (end - at > LONG_STRING && end < body.length && (depth > 1 || field === textField)) {
        pieces.push(body.subarray(copied, at + 1), Buffer.from(`${MARK}${end - at - 1}:${at + 1}`));
        copied = end;
      }
      at = end;
    } else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) depth--;
  }
  return pieces.length === 0 ? body : Buffer.concat([...pieces, body.subarray(copied)]);
}

/** How long a string of an outline is in its request: characters of a short one, bytes as they are written of a long one. */
export function writtenLength(text: string): number {
  return text.startsWith(MARK) ? Number.parseInt(text.slice(MARK.length), 10) : text.length;
}

/** Where the bytes stand in the request that a mark is for; null for a string that is there as it is. */
export function markedPlace(text: string): { from: number; to: number } | null {
  if (!text.startsWith(MARK)) return null;
  const [length = 0, from = 0] = text.slice(MARK.length).split(":").map(Number);
  return { from, to: from + length };
}
