import { BACKSLASH, QUOTE } from "@/lib/json-bytes/json-scan";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { isAt } from "@/lib/wire/sse/event-name";

const BEFORE_INDEX = '{"type":"content_block_delta","index":';
const BEFORE_TYPE = ',"delta":{"type":"';

/** The deltas that carry output, and the bytes between a delta's type and its text. */
const TEXT_DELTAS = [
  { type: "text_delta", field: "text", start: 'text_delta","text":"' },
  { type: "thinking_delta", field: "thinking", start: 'thinking_delta","thinking":"' },
  { type: "input_json_delta", field: "partial_json", start: 'input_json_delta","partial_json":"' },
] as const;
export type TextDelta = (typeof TEXT_DELTAS)[number];

const SPACE = 0x20;
const LETTER_U = 0x75;
const ESCAPED = Buffer.from('"\\/bfnrtu');
const BRACE = 0x7d;

/**
 * Receives the contents of one block's deltas. Text arrives as it stands inside a JSON string, in `bytes[from..to)`, and is never empty.
 */
export type DeltaReader<Result> = {
  text(bytes: Buffer, from: number, to: number): Result;
  sign(signature: string): void;
};

/** The kind of delta that this type of block consists of; null where its text does not come in pieces. */
export function deltaOfBlock(type: unknown): TextDelta | null {
  if (type === "text") return TEXT_DELTA;
  if (type === "thinking") return THINKING_DELTA;
  return type === "tool_use" ? INPUT_JSON_DELTA : null;
}

/** Passes the contents of a `content_block_delta` to the reader if the delta is of the block's kind, and returns the reader's result. */
export function readDelta<Result>(
  bytes: Buffer,
  from: number,
  to: number,
  delta: TextDelta,
  reader: DeltaReader<Result>,
): Result | undefined {
  const textFrom = textStart(bytes, from, to, delta);
  // Nearly every delta takes this path: its text goes from one JSON text to the other unchanged.
  if (textFrom !== -1 && isOneJsonText(bytes, textFrom, to - 3)) {
    return to - 3 > textFrom ? reader.text(bytes, textFrom, to - 3) : undefined;
  }
  const event = parseJson(bytes.toString("utf8", from, to));
  const sent: JsonObject = isObject(event) && isObject(event.delta) ? event.delta : {};
  if (sent.type === "signature_delta" && typeof sent.signature === "string") reader.sign(sent.signature);
  return sent.type === delta.type ? readText(sent[delta.field], reader) : undefined;
}

/** The same for a text that came whole. */
export function readText<Result>(text: unknown, reader: DeltaReader<Result>): Result | undefined {
  if (typeof text !== "string" || text === "") return undefined;
  const json = Buffer.from(JSON.stringify(text));
  return reader.text(json, 1, json.length - 1);
}

/**
 * Where the text of a `content_block_delta` begins when the event is written the way Anthropic writes it; -1 otherwise. The text is a JSON
 * string without its quotes and ends before `"}}`.
 */
function textStart(bytes: Buffer, from: number, to: number, delta: TextDelta): number {
  const typeFrom = typeStart(bytes, from);
  if (typeFrom === -1 || bytes[to - 1] !== BRACE || bytes[to - 2] !== BRACE || bytes[to - 3] !== QUOTE) return -1;
  return isAt(bytes, typeFrom, delta.start) ? typeFrom + delta.start.length : -1;
}

export const [TEXT_DELTA, THINKING_DELTA, INPUT_JSON_DELTA] = TEXT_DELTAS;

const SIGNATURE = Buffer.from('"signature_delta"');

/** Whether a `content_block_delta` is the end of a thought. */
export function isSignature(bytes: Buffer, from: number, to: number): boolean {
  const at = bytes.indexOf(SIGNATURE, from);
  return at !== -1 && at < to;
}

/** How many bytes of output a `content_block_delta` carries; signatures and citations count as none. */
export function outputBytesOf(bytes: Buffer, from: number, to: number): number {
  const typeFrom = typeStart(bytes, from);
  if (typeFrom !== -1) {
    for (const { start } of TEXT_DELTAS) {
      if (bytes[typeFrom] === start.charCodeAt(0) && isAt(bytes, typeFrom, start)) return Math.max(0, to - typeFrom - start.length - 3);
    }
  }
  return parsedOutputBytes(bytes, from, to);
}

function parsedOutputBytes(bytes: Buffer, from: number, to: number): number {
  const event = parseJson(bytes.toString("utf8", from, to));
  const delta = isObject(event) && isObject(event.delta) ? event.delta : {};
  const field = TEXT_DELTAS.find((each) => each.type === delta.type)?.field;
  const text = field && delta[field];
  return typeof text === "string" ? Buffer.byteLength(text) : 0;
}

function typeStart(bytes: Buffer, from: number): number {
  if (!isAt(bytes, from, BEFORE_INDEX)) return -1;
  let at = from + BEFORE_INDEX.length;
  while ((bytes[at] ?? 0) >= 0x30 && (bytes[at] ?? 0) <= 0x39) at++;
  return isAt(bytes, at, BEFORE_TYPE) ? at + BEFORE_TYPE.length : -1;
}

/** Whether these bytes can stand inside one JSON string: nothing ends the string early, and nothing breaks the JSON around it. */
function isOneJsonText(bytes: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const byte = bytes[at] as number;
    if (byte === QUOTE || byte < SPACE) return false;
    if (byte !== BACKSLASH) at++;
    else if (!ESCAPED.includes(bytes[at + 1] as number)) return false;
    else at += bytes[at + 1] === LETTER_U ? unicodeEscapeLength(bytes, at) : 2;
  }
  return at === to;
}

/** The length of a `\u` escape: six. For anything else it is more than is left. */
function unicodeEscapeLength(bytes: Buffer, at: number): number {
  return /^[0-9a-f]{4}$/i.test(bytes.toString("latin1", at + 2, at + 6)) ? 6 : Number.POSITIVE_INFINITY;
}
