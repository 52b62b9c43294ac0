import { type HeaderMap, readHeaderLines } from "@/lib/http1/header-lines";

/** What marks the end of an answer: its head, its length, its last chunk, or the end of the connection. */
type Framing = { kind: "none" | "chunked" | "close" } | { kind: "length"; bytes: number };

export type AnswerHead = {
  status: number;
  headers: HeaderMap;
  framing: Framing;
  /** How long the connection may idle afterwards; 0 when it may not be used again. */
  keepAliveMs: number;
};

const KEEP_ALIVE_MS = 30_000;
// Do not send a request on a connection that the upstream is about to close.
const KEEP_ALIVE_MARGIN_MS = 1_000;

const STATUS_LINE = /^HTTP\/1\.[01] [1-9][0-9]{2}(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const CLOSES = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i;
const TIMEOUT = /(?:^|,)[ \t]*timeout=([0-9]{1,6})[ \t]*(?:,|$)/i;
// At most 15 digits: always an exact number.
const LENGTH = /^[0-9]{1,15}$/;
const NONE: Framing = { kind: "none" };

/**
 * Reads the lines before an answer's body, each with its line end. Returns a text that says what is wrong with them. It refuses ambiguous
 * framing (RFC 9112, 6.3), and codings that our requests never ask for.
 */
export function readAnswerHead(lines: string): AnswerHead | string {
  const lineEnd = lines.indexOf("\r\n");
  const statusLine = lines.slice(0, lineEnd);
  if (!STATUS_LINE.test(statusLine)) return "its first line is no status line";
  const read = readHeaderLines(lines.slice(lineEnd + 2));
  if (!read) return "its headers cannot be read";
  const { headers } = read;
  const status = Number.parseInt(statusLine.slice(9, 12), 10);
  const isOld = statusLine.charCodeAt(7) === 48;
  const framing = framingOf(status, headers, isOld);
  if (typeof framing === "string") return framing;
  const keepAliveMs = isOld || framing.kind === "close" ? 0 : keepAliveOf(headers);
  return { status, headers, framing, keepAliveMs };
}

function framingOf(status: number, headers: HeaderMap, isOld: boolean): Framing | string {
  const coding = headers["transfer-encoding"];
  const length = headers["content-length"];
  if (coding !== undefined) {
    if (length !== undefined) return "it has a length and a transfer coding";
    if (isOld || coding.toLowerCase() !== "chunked") return "its transfer coding is not known";
  }
  if (length !== undefined && !LENGTH.test(length)) return "its length cannot be read";
  if (status < 200 || status === 204 || status === 304) return NONE;
  if (coding !== undefined) return { kind: "chunked" };
  return length === undefined ? { kind: "close" } : { kind: "length", bytes: Number.parseInt(length, 10) };
}

function keepAliveOf(headers: HeaderMap): number {
  const { connection, "keep-alive": keepAlive } = headers;
  if (connection !== undefined && CLOSES.test(connection)) return 0;
  const seconds = keepAlive === undefined ? null : TIMEOUT.exec(keepAlive)?.[1];
  if (!seconds) return KEEP_ALIVE_MS;
  return Math.max(0, Math.min(KEEP_ALIVE_MS, Number.parseInt(seconds, 10) * 1_000 - KEEP_ALIVE_MARGIN_MS));
}
