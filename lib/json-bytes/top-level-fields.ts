import { invariant } from "@/lib/basics/errors";
import { COLON, isClosing, isOpening, QUOTE, spaceEnd, stringEnd } from "@/lib/json-bytes/json-scan";
import { invalid } from "@/lib/wire/fields";

const NUMBER = Buffer.from("0123456789+-.eE");

/**
 * Refuses a JSON object that gives one of the fields twice at its top level. Parsers differ in which of the two they take: a call must not
 * be priced by one model and served by the other. Expects valid JSON.
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

/** The same JSON object with another whole number in a field at its top level; every other byte stays. The field must be there. */
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

/** How many fields the objects of a JSON text have, at every depth. Expects valid JSON. */
export function fieldsIn(json: Buffer): number {
  let fields = 0;
  for (let at = 0; at < json.length; at++) {
    if (json[at] !== QUOTE) continue;
    at = stringEnd(json, at + 1);
    if (json[spaceEnd(json, at + 1)] === COLON) fields++;
  }
  return fields;
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
    } else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) depth--;
  }
}

function nameOf(text: string): string {
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}
