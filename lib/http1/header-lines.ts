/** Names in lower case. Values that came several times are joined by ", ". The object inherits nothing: every property was sent. */
export type HeaderMap = Record<string, string | undefined>;

export type HeaderLines = {
  headers: HeaderMap;
  /** True when a name came more than once. */
  hasRepeats: boolean;
};

// Objects of a class with an empty prototype: they are as fast as literals, and `constructor` is not one of their headers.
class Headers {}
Object.setPrototypeOf(Headers.prototype, null);
delete (Headers.prototype as { constructor?: unknown }).constructor;

/** Whole lines of a name, a colon and a value, each with its line end (RFC 9112, 5): no folded lines, no space before the colon. */
const LINES = /^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;

const LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a text is one header line, without its end. A value that would begin another line makes it invalid. */
export function isHeaderLine(line: string): boolean {
  return LINE.test(line);
}

/**
 * Reads the header lines of a request or an answer: the Latin-1 text between its first line and its empty one, the last line with its
 * "\r\n". Null for anything that RFC 9112 does not allow.
 */
export function readHeaderLines(lines: string): HeaderLines | null {
  if (!LINES.test(lines)) return null;
  const headers = new Headers() as HeaderMap;
  let hasRepeats = false;
  for (let at = 0; at < lines.length; ) {
    const colon = lines.indexOf(":", at);
    const end = lines.indexOf("\r\n", colon);
    const name = lines.slice(at, colon).toLowerCase();
    const value = lines.slice(colon + 1, end).trim();
    const known = headers[name];
    hasRepeats ||= known !== undefined;
    headers[name] = known === undefined ? value : `${known}, ${value}`;
    at = end + 2;
  }
  return { headers, hasRepeats };
}
