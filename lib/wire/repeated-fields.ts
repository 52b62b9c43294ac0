import { invalid } from "./fields";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

// Most strings in a request are short names, which a loop passes faster than a search.
const SHORT_STRING = 24;

/**
 * Refuses a JSON object that gives one of the fields twice at its top level. Parsers differ in which of the two they take:
 * a call must not be priced by one model and served by the other. Expects valid JSON.
 */
export function refuseRepeatedFields(body: Buffer, fields: string[]): void {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = stringEnd(body, at + 1);
      if (depth === 1 && isName(body, end + 1)) note(seen, JSON.parse(body.toString("utf8", at, end + 1)) as string, fields);
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

function note(seen: Set<string>, name: string, fields: string[]): void {
  if (seen.has(name) && fields.includes(name)) throw invalid(name, "this field is given twice.");
  seen.add(name);
}

/** The place of the quote that ends the string whose first character is here. */
function stringEnd(body: Buffer, from: number): number {
  const shortTo = Math.min(body.length, from + SHORT_STRING);
  let at = from;
  while (at < shortTo && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  if (body[at] === QUOTE) return at;
  for (let quote = body.indexOf(QUOTE, at); quote !== -1; quote = body.indexOf(QUOTE, quote + 1)) {
    if (!isEscaped(body, at, quote)) return quote;
  }
  return body.length;
}

/** Whether an odd number of backslashes stands before the quote; `from` is no earlier than the string's start and not inside an escape. */
function isEscaped(body: Buffer, from: number, quote: number): boolean {
  let at = quote;
  while (at > from && body[at - 1] === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

function isName(body: Buffer, from: number): boolean {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at++;
  return body[at] === COLON;
}
