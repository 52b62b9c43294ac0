import { invariant } from "@/lib/errors";
import { invalid } from "./fields";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const NUMBER = Buffer.from("0123456789+-.eE");

// Most strings in a request are short names, which a loop passes faster than a search.
const SHORT_STRING = 24;

/**
 * Refuses a JSON object that gives one of the fields twice at its top level. Parsers differ in which of the two they take:
 * a call must not be priced by one model and served by the other. Expects valid JSON.
 */
export function refuseRepeatedFields(body: Buffer, fields: string[]): void {
  // One bit for each of the fields: no list is longer than a few names.
  let seen = 0;
  forEachField(body, (name) => {
    const place = fields.indexOf(name);
    if (place === -1) return;
    if (seen & (1 << place)) throw invalid(name, "this field is given twice.");
    seen |= 1 << place;
  });
}

/** The same JSON object with another whole number at a field of its top level; every other byte stays. The field must be there. */
export function withCount(body: Buffer, field: string, count: number): Buffer {
  let from = -1;
  forEachField(body, (name, colon) => {
    if (name === field) from = spaceEnd(body, colon + 1);
  });
  invariant(from !== -1, `the body has ${field}`);
  let to = from;
  while (NUMBER.includes(body[to] ?? 0)) to++;
  return Buffer.concat([body.subarray(0, from), Buffer.from(`${count}`), body.subarray(to)]);
}

function forEachField(body: Buffer, visit: (name: string, colon: number) => void): void {
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = stringEnd(body, at + 1);
      const colon = depth === 1 ? spaceEnd(body, end + 1) : -1;
      if (body[colon] === COLON) visit(nameOf(body.toString("utf8", at + 1, end)), colon);
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

function nameOf(text: string): string {
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
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

function spaceEnd(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at++;
  return at;
}
