import { type HeaderMap, readHeaderLines } from "@/lib/http1/header-lines";

/** The head of a request that is answered without node:http, and the place of its body. */
export type DirectHead = {
  method: "GET" | "POST";
  /** Path and query. */
  target: string;
  headers: HeaderMap;
  bodyFrom: number;
  bodyBytes: number;
};

const LONGEST_HEAD_BYTES = 16_384;
const HEAD_END = "\r\n\r\n";
const VERSION = " HTTP/1.1";
const VISIBLE = /^[!-~]+$/;
const SHORT_LENGTH = /^\d{1,6}$/;

/** The requests that may be read here: their paths, and the longest body. */
export type Served = { isServed(target: string): boolean; mostBodyBytes: number };

/**
 * Reads the head at the beginning of these bytes. Null unless it is a plain request for a served path, complete to its last line.
 * Everything longer, rarer or doubtful (codings, expectations, repeated names, other versions) goes to node:http.
 */
export function readDirectHead(bytes: Buffer, { isServed, mostBodyBytes }: Served): DirectHead | null {
  const end = bytes.indexOf(HEAD_END);
  if (end === -1 || end > LONGEST_HEAD_BYTES) return null;
  const text = bytes.toString("latin1", 0, end + 2);
  const lineEnd = text.indexOf("\r\n");
  const method = text.startsWith("POST ") ? "POST" : text.startsWith("GET ") ? "GET" : null;
  if (!method || !text.startsWith(VERSION, lineEnd - VERSION.length)) return null;
  const target = text.slice(method.length + 1, lineEnd - VERSION.length);
  if (!VISIBLE.test(target) || !isServed(target)) return null;
  const lines = readHeaderLines(text.slice(lineEnd + 2));
  if (!lines || lines.hasRepeats) return null;
  const bodyBytes = plainLengthOf(method, lines.headers, mostBodyBytes);
  return bodyBytes === null ? null : { method, target, headers: lines.headers, bodyFrom: end + HEAD_END.length, bodyBytes };
}

/** How many bytes follow the head; null where they are framed in another way, or where the request asks for more than an answer. */
function plainLengthOf(method: "GET" | "POST", headers: HeaderMap, mostBytes: number): number | null {
  const { host, connection, "content-length": length } = headers;
  if (host === undefined || headers["transfer-encoding"] !== undefined || headers.expect !== undefined || headers.upgrade !== undefined) {
    return null;
  }
  if (connection !== undefined && connection !== "keep-alive" && connection !== "Keep-Alive" && connection !== "close") return null;
  if (length === undefined) return 0;
  if (method !== "POST" || !SHORT_LENGTH.test(length)) return null;
  const bytes = Number.parseInt(length, 10);
  return bytes <= mostBytes ? bytes : null;
}
