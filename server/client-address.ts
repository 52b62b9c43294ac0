import type { Socket } from "node:net";
import { plainAddress, readForwarded } from "@/server/forwarded-address";

/** A request, as far as its place is concerned. */
type Sent = { socket: Socket; headers: Record<string, string | string[] | undefined> };

/** How many proxies of the operator's stand in front, and in which header they write whom they saw. */
export type TrustedProxies = { hops: number; header: "x-forwarded-for" | "forwarded" | "either" };

/**
 * The plain IP address that a request comes from. Only as many entries are believed as there are proxies of the operator's in
 * front: each appends the address that it saw, and whatever stands further left may be the client's invention. An entry that
 * names no address is replaced by the socket's own, so that nobody is taken for a stranger whom no rule fits.
 */
export function clientAddress({ socket, headers }: Sent, { hops, header }: TrustedProxies): string {
  const own = plainAddress(socket.remoteAddress ?? "") ?? socket.remoteAddress ?? "";
  if (hops === 0) return own;
  const named = header === "forwarded" ? [] : entriesOf(headers["x-forwarded-for"]);
  // A proxy that writes the one header passes the other on as the client sent it: never both.
  if (named.length === 0 && header !== "x-forwarded-for") {
    named.push(...readForwarded(`${headers.forwarded ?? ""}`).map((entry) => entry.for));
  }
  const entry = named.at(-hops) ?? named[0];
  return (entry !== undefined && plainAddress(entry)) || own;
}

function entriesOf(header: string | string[] | undefined): string[] {
  return `${header ?? ""}`.split(",").filter((entry) => entry.trim() !== "");
}
