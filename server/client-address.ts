import type { Socket } from "node:net";
import { plainAddress, readForwarded } from "@/server/forwarded-address";

/** The parts of a request that reveal its address. */
type Sent = { socket: Socket; headers: Record<string, string | string[] | undefined> };

/** How many of the operator's proxies stand in front, and the header in which they write the client's address. */
export type TrustedProxies = { hops: number; header: "x-forwarded-for" | "forwarded" | "either" };

/**
 * The plain IP address that a request comes from. Only as many entries are trusted as the operator has proxies in front: each appends the
 * address that it saw, and the client may have invented entries further left. The socket's own address replaces an entry that names none,
 * so that a client is never without an address.
 */
export function clientAddress({ socket, headers }: Sent, { hops, header }: TrustedProxies): string {
  const own = plainAddress(socket.remoteAddress ?? "") ?? socket.remoteAddress ?? "";
  if (hops === 0) return own;
  const named = header === "forwarded" ? [] : entriesOf(headers["x-forwarded-for"]);
  // A proxy that writes one header passes the other on as the client sent it: never read both.
  if (named.length === 0 && header !== "x-forwarded-for") {
    named.push(...readForwarded(`${headers.forwarded ?? ""}`).map((entry) => entry.for));
  }
  const entry = named.at(-hops) ?? named[0];
  return (entry !== undefined && plainAddress(entry)) || own;
}

function entriesOf(header: string | string[] | undefined): string[] {
  return `${header ?? ""}`.split(",").filter((entry) => entry.trim() !== "");
}
