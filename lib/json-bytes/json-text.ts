import { COLON, isClosing, isOpening, QUOTE, spaceEnd, stringEnd } from "@/lib/json-bytes/json-scan";
import { parseJson } from "@/lib/wire/json";

const COMMA = 0x2c;
const OPENING_BYTES = Buffer.from("{");
const COMMA_BYTES = Buffer.from(",");
const CLOSING_BYTES = Buffer.from("}");

/** A value's bytes inside a JSON text. */
export type Range = { from: number; to: number };
/** One member of an object: from its name's quote to the end of its value. */
export type Member = Range & { name: string; valueFrom: number };

/**
 * The members of the object that begins at `from`. The text is read and never rewritten: a parser would turn `1.0` into `1`, sort
 * number-like keys and round large numbers. A changed prompt would lose its cache. Expects valid JSON, and never throws for other bytes.
 */
export function membersOf(json: Buffer, from = 0): Member[] {
  const members: Member[] = [];
  for (let at = inside(json, from); json[at] === QUOTE; ) {
    const nameTo = pastString(json, at);
    const colon = spaceEnd(json, nameTo);
    const valueFrom = spaceEnd(json, json[colon] === COLON ? colon + 1 : colon);
    const to = valueEnd(json, valueFrom);
    members.push({ name: nameIn(json.toString("utf8", at, nameTo)), from: at, valueFrom, to });
    at = pastComma(json, to);
  }
  return members;
}

/** The elements of the array that begins at `from`. */
export function elementsOf(json: Buffer, from = 0): Range[] {
  const elements: Range[] = [];
  for (let at = inside(json, from); at < json.length && !isClosing(json[at]); ) {
    const to = valueEnd(json, at);
    if (to === at) break;
    elements.push({ from: at, to });
    at = pastComma(json, to);
  }
  return elements;
}

export function memberNamed(members: Member[], name: string): Member | undefined {
  // The last of several, as JSON parsers choose it.
  return members.findLast((member) => member.name === name);
}

export function memberValue(json: Buffer, member: Member | undefined): unknown {
  return member && parseJson(json.toString("utf8", member.valueFrom, member.to));
}

/** `before`, then the members that stay, each with its own bytes or with a new value. */
export function rewritten(
  json: Buffer,
  members: Member[],
  { before = [], without, values = {} }: { before?: string[]; without?: ReadonlySet<string>; values?: Record<string, Buffer | string> },
): Buffer {
  const parts: (Buffer | string)[] = [...before];
  for (const { name, from, valueFrom, to } of members) {
    if (without?.has(name)) continue;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) parts.push(json.subarray(from, to));
    else parts.push(Buffer.concat([json.subarray(from, valueFrom), bytesOf(value)]));
  }
  const pieces = parts.flatMap((part, index) => (index === 0 ? [bytesOf(part)] : [COMMA_BYTES, bytesOf(part)]));
  return Buffer.concat([OPENING_BYTES, ...pieces, CLOSING_BYTES]);
}

/** The text with other bytes in place of `range`. */
export function spliced(json: Buffer, range: Range, bytes: Buffer): Buffer {
  return Buffer.concat([json.subarray(0, range.from), bytes, json.subarray(range.to)]);
}

function bytesOf(part: Buffer | string): Buffer {
  return typeof part === "string" ? Buffer.from(part) : part;
}

/** Names are normally plain ASCII. An unreadable name is not a field that we know. */
function nameIn(text: string): string {
  return text.includes("\\") ? String(parseJson(text) ?? "") : text.slice(1, -1);
}

function inside(json: Buffer, from: number): number {
  return spaceEnd(json, spaceEnd(json, from) + 1);
}

function pastComma(json: Buffer, from: number): number {
  const at = spaceEnd(json, from);
  return json[at] === COMMA ? spaceEnd(json, at + 1) : at;
}

function valueEnd(json: Buffer, from: number): number {
  const first = json[from] ?? 0;
  if (first === QUOTE) return pastString(json, from);
  let depth = 0;
  for (let at = from; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) at = pastString(json, at) - 1;
    else if (isOpening(byte)) depth++;
    else if (isClosing(byte)) {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) return at;
  }
  return json.length;
}

/** The place after the closing quote of the string that begins at `from`. */
function pastString(json: Buffer, from: number): number {
  return Math.min(json.length, stringEnd(json, from + 1) + 1);
}
