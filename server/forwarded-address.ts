import { isIPv4, isIPv6 } from "node:net";

/** The report of one proxy about the request that it passed on. */
export type ForwardedEntry = { for: string; proto?: string };

/**
 * The entries of a `Forwarded` header (RFC 7239, section 4), with the nearest proxy's last. Quotes are respected: they surround an address
 * in brackets with its port. An unreadable pair is left out; its entry still counts as one proxy.
 */
export function readForwarded(header: string): ForwardedEntry[] {
  return splitOutsideQuotes(header, ",").map((element) => {
    const entry: ForwardedEntry = { for: "" };
    for (const pair of splitOutsideQuotes(element, ";")) {
      const [, name, value = ""] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*)$/s.exec(pair) ?? [];
      if (name?.toLowerCase() === "for") entry.for = value;
      if (name?.toLowerCase() === "proto") entry.proto = unquoted(value).toLowerCase();
    }
    return entry;
  });
}

const MAPPED_IPV4 = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * The IP address in the text of a proxy or a socket, in its shortest form: without quotes, `for=`, brackets, port and zone, and as IPv4
 * where it is a mapped one. Null for a text without an address: "unknown", "_hidden" (RFC 7239, section 6), a host.
 */
export function plainAddress(text: string): string | null {
  // Nearly all texts have this form and need no further reading.
  const usual = USUAL.exec(text)?.[1];
  if (usual !== undefined && isIPv4(usual)) return usual;
  const node = unquoted(text.trim().replace(/^for\s*=\s*/i, ""));
  const [, bracketed, rest] = /^\[([^\]]*)\](.*)$/s.exec(node) ?? [];
  const port = rest ?? "";
  if (port !== "" && !PORT.test(port)) return null;
  const address = (bracketed ?? node).replace(/%.*$/s, "");
  if (isIPv4(address)) return address;
  if (isIPv6(address)) return shortest(address);
  const before = address.replace(PORT, "");
  return bracketed === undefined && isIPv4(before) ? before : null;
}

const USUAL = /^(?:::ffff:)?([\d.]+)$/;

/** A number, or a hidden one (RFC 7239, section 6.2). */
const PORT = /:(\d{1,5}|_[\w.-]+)$/;

function shortest(address: string): string {
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [, high, low] = MAPPED_IPV4.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const bits = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join(".");
}

function unquoted(text: string): string {
  const inner = /^"(.*)"$/s.exec(text.trim())?.[1];
  return inner === undefined ? text.trim() : inner.replaceAll(/\\(.)/gs, "$1").trim();
}

/** Reads from the right, where our own proxies write: a quote that a client left open further left does not close one of ours. */
function splitOutsideQuotes(text: string, separator: "," | ";"): string[] {
  const parts: string[] = [];
  let end = text.length;
  let isQuoted = false;
  for (let index = text.length - 1; index >= -1; index -= 1) {
    const character = text.charAt(index);
    if (character === '"' && !isEscaped(text, index)) isQuoted = !isQuoted;
    if (index !== -1 && (isQuoted || character !== separator)) continue;
    parts.unshift(text.slice(index + 1, end));
    end = index;
  }
  return parts.filter((part) => part.trim() !== "");
}

function isEscaped(text: string, index: number): boolean {
  let before = index;
  while (text.charAt(before - 1) === "\\") before -= 1;
  return (index - before) % 2 === 1;
}
