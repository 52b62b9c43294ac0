import { isObject, parseJson } from "../json";
import { isAt } from "../sse/event-name";

const BEFORE_INDEX = '{"type":"content_block_delta","index":';
const BEFORE_TYPE = ',"delta":{"type":"';

/** The deltas that carry output, and what stands between the delta's type and its text. */
const TEXT_DELTAS = [
  { type: "text_delta", field: "text", start: 'text_delta","text":"' },
  { type: "thinking_delta", field: "thinking", start: 'thinking_delta","thinking":"' },
  { type: "input_json_delta", field: "partial_json", start: 'input_json_delta","partial_json":"' },
] as const;
export type TextDelta = (typeof TEXT_DELTAS)[number];

const QUOTE = 0x22;
const BRACE = 0x7d;

/**
 * Where the text of a `content_block_delta` begins when the event is written in Anthropic's own way; -1 otherwise.
 * The text is a JSON string without its quotes and ends before `"}}`.
 */
export function textStart(bytes: Buffer, from: number, to: number, delta: TextDelta): number {
  const typeFrom = typeStart(bytes, from);
  if (typeFrom === -1 || bytes[to - 1] !== BRACE || bytes[to - 2] !== BRACE || bytes[to - 3] !== QUOTE) return -1;
  return isAt(bytes, typeFrom, delta.start) ? typeFrom + delta.start.length : -1;
}

export const [TEXT_DELTA, THINKING_DELTA, INPUT_JSON_DELTA] = TEXT_DELTAS;

/** How many bytes of output a `content_block_delta` carries; signatures and citations are none. */
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
