/** A request that must not be written: its contents would not arrive as exactly one request. */
export class UnsendableRequest extends Error {}

/** The destination of a request. Prefix and header are empty unless a proxy reads the request. */
export type RequestTarget = { host: string; targetPrefix: string; proxyHeader: string };

const PATH = /^\/[\x21-\x7e\x80-\xff]*$/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NO_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Headers about the use of the connection and the end of the request: only this client sets them. */
const OURS = new Set(["host", "connection", "keep-alive", "content-length", "transfer-encoding", "upgrade", "expect", "te", "trailer"]);

// Requests use the same few names again and again, but callers may send any number of others.
const KNOWN_NAMES_AT_MOST = 256;
const knownNames = new Set<string>();

export type Method = "POST" | "GET" | "DELETE";

/** The head of a request, as Latin-1 text up to its empty line. Throws UnsendableRequest. */
export function requestHead(
  target: RequestTarget,
  path: string,
  headers: Record<string, string | undefined>,
  bodyBytes: number,
  method: Method = "POST",
): string {
  if (!PATH.test(path)) throw new UnsendableRequest("The request's path cannot be sent.");
  let head = `${method} ${target.targetPrefix}${path} HTTP/1.1\r\nhost: ${target.host}\r\nconnection: keep-alive\r\n${target.proxyHeader}`;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined) continue;
    if (!knownNames.has(name)) checkName(name);
    if (NO_VALUE.test(value)) throw new UnsendableRequest(`The header ${name} has a value that cannot be sent.`);
    head += `${name}: ${value}\r\n`;
  }
  return method === "POST" ? `${head}content-length: ${bodyBytes}\r\n\r\n` : `${head}\r\n`;
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new UnsendableRequest("A header has a name that cannot be sent.");
  if (OURS.has(name.toLowerCase())) throw new UnsendableRequest(`The header ${name} is not a caller's to set.`);
  if (knownNames.size < KNOWN_NAMES_AT_MOST) knownNames.add(name);
}
