import { AppError } from "@/lib/basics/errors";
import { isClosing, isOpening, LIST, QUOTE, stringEnd } from "@/lib/json-bytes/json-scan";

/** The limits of a request. Claude takes 100,000 messages; a million values are longer than its longest context. */
export const REQUEST_BOUNDS = { values: 1_000_000, levels: 1_000, listEntries: 100_000 };

const COMMA = 0x2c;
/** The depth of lists that are fields of the request itself: `messages`, `input`, `tools`. */
const FIELD_LEVEL = 2;

/**
 * Refuses a request's JSON text that costs more to parse than any useful request: too many values, levels, or entries in a list that is a
 * field of the request. Expects valid JSON, and never fails for other bytes. Throws `invalid_request`.
 */
export function assertBounded(body: Buffer): void {
  let values = 0;
  let level = 0;
  let entries = 0;
  let isFieldList = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = stringEnd(body, at + 1);
      continue;
    }
    if (byte === COMMA) {
      values++;
      if (level === FIELD_LEVEL && isFieldList && ++entries === REQUEST_BOUNDS.listEntries)
        throw beyond(REQUEST_BOUNDS.listEntries, "entries in one list");
    } else if (isOpening(byte)) {
      values++;
      level++;
      if (level === FIELD_LEVEL) [isFieldList, entries] = [byte === LIST, 0];
      if (level > REQUEST_BOUNDS.levels) throw beyond(REQUEST_BOUNDS.levels, "levels");
    } else if (isClosing(byte)) level--;
    else continue;
    if (values > REQUEST_BOUNDS.values) throw beyond(REQUEST_BOUNDS.values, "values");
  }
}

function beyond(most: number, what: string): AppError {
  return new AppError("invalid_request", `The request has more than ${most.toLocaleString("en")} ${what}. Nothing was charged.`);
}
