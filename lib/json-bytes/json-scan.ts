/** Scans a JSON text byte by byte without parsing it. All functions here expect valid JSON, and never throw for other bytes. */
/** The first bytes of a string, an object and a list. */
export const QUOTE = 0x22;
export const OBJECT = 0x7b;
export const LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const COLON = 0x3a;

// Most strings in a request are short names, which a loop scans faster than a search.
const SHORT_STRING = 24;
// After one escaped quote the next may be near, and a search for each costs as much as a look at ten bytes: 211 KB of prose with quotes
// take 0.20 ms with 16, 0.55 ms with none or 64; 400 KB of nothing but quotes 2.3, 16 and 0.9 ms.
const ESCAPED_STRING = 16;

export function isOpening(byte: number | undefined): boolean {
  return byte === OBJECT || byte === LIST;
}

export function isClosing(byte: number | undefined): boolean {
  return byte === 0x7d || byte === 0x5d;
}

export function spaceEnd(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

/** The place of the quote that ends the string whose first character is at `from`; the text's length when there is none. */
export function stringEnd(json: Buffer, from: number): number {
  for (let at = from, looked = SHORT_STRING; ; looked = ESCAPED_STRING) {
    const lookedTo = Math.min(json.length, at + looked);
    while (at < lookedTo && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
    if (json[at] === QUOTE) return at;
    // Native code scans long prompts.
    const quote = json.indexOf(QUOTE, at);
    if (quote === -1) return json.length;
    if (!isEscaped(json, at, quote)) return quote;
    at = quote + 1;
  }
}

/** Whether an odd number of backslashes stands before the quote. `from` is not before the string's start and not inside an escape. */
function isEscaped(json: Buffer, from: number, quote: number): boolean {
  let at = quote;
  while (at > from && json[at - 1] === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}
