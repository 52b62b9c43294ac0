import { randomBytes } from "node:crypto";
import { COLON, isClosing, isOpening, QUOTE, spaceEnd, stringEnd } from "@/lib/json-bytes/json-scan";

/** For a shorter body a parser is faster than a scan of its bytes. */
const SHORT_BODY = 16 * 1024;
const LONG_STRING = 256;
/** Stands for a long string. It is random, so that no caller can write it. */
const MARK = `${randomBytes(12).toString("hex")}:`;

/**
 * A request's JSON text without its long strings: each becomes a mark with its length and place, because parsing 200 KB costs more than
 * relaying them (docs/decisions/0023). Bad escapes inside are left for the upstream to refuse.
 * Of the request's own fields only `textField` is shortened: errors quote the others. Short bodies stay unchanged.
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

/** The length of an outline's string in its request: characters for a short one, written bytes for a long one. */
export function writtenLength(text: string): number {
  return text.startsWith(MARK) ? Number.parseInt(text.slice(MARK.length), 10) : text.length;
}

/** The place in the request that a mark stands for; null for a string that is not a mark. */
export function markedPlace(text: string): { from: number; to: number } | null {
  if (!text.startsWith(MARK)) return null;
  const [length = 0, from = 0] = text.slice(MARK.length).split(":").map(Number);
  return { from, to: from + length };
}
