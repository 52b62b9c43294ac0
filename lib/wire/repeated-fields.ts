import { invalid } from "./fields";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Refuses a JSON object that gives one of the fields twice at its top level. Parsers differ in which of the two they take:
 * a call must not be priced by one model and served by the other. Expects valid JSON.
 */
export function refuseRepeatedFields(body: Buffer, fields: string[]): void {
  // Nearly every body ends here: each name stands there once, and no name is written in escapes.
  if (fields.every((field) => occursAtMostOnce(body, `"${field}"`)) && !hasEscapedLetter(body)) return;
  const seen = new Set<string>();
  for (const name of topLevelNames(body)) {
    if (seen.has(name) && fields.includes(name)) throw invalid(name, "this field is given twice.");
    seen.add(name);
  }
}

function occursAtMostOnce(body: Buffer, text: string): boolean {
  const first = body.indexOf(text);
  return first === -1 || body.indexOf(text, first + 1) === -1;
}

/** No serialiser escapes ASCII letters, digits or the underscore. */
function hasEscapedLetter(body: Buffer): boolean {
  for (let at = body.indexOf("\\u00"); at !== -1; at = body.indexOf("\\u00", at + 4)) {
    const high = body[at + 4] ?? 0;
    if (high >= 0x33 && high <= 0x37) return true;
  }
  return false;
}

function topLevelNames(body: Buffer): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === QUOTE) {
      const end = stringEnd(body, at);
      if (depth === 1 && isFollowedByColon(body, end + 1)) names.push(JSON.parse(body.toString("utf8", at, end + 1)) as string);
      at = end;
    }
  }
  return names;
}

function stringEnd(body: Buffer, from: number): number {
  let at = from + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

function isFollowedByColon(body: Buffer, from: number): boolean {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at++;
  return body[at] === 0x3a;
}
