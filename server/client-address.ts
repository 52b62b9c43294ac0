import type { Socket } from "node:net";

/** A request, as far as its place is concerned. */
type Sent = { socket: Socket; headers: Record<string, string | string[] | undefined> };

/**
 * Where a request comes from. Of `x-forwarded-for` only as many entries are believed as there are proxies of the operator's in
 * front (RELAIS_TRUSTED_HOPS): each appends the address that it saw, and whatever stands further left may be the client's invention.
 */
export function clientAddress({ socket, headers }: Sent, trustedHops: number): string {
  const own = socket.remoteAddress ?? "";
  if (trustedHops === 0) return own;
  const named = entriesOf(headers["x-forwarded-for"]);
  return named.at(-trustedHops) ?? named[0] ?? own;
}

/** "https" where the client's connection is encrypted, as far as our own proxies say so. */
export function clientProtocol({ socket, headers }: Sent, trustedHops: number): "http" | "https" {
  const named = trustedHops > 0 ? entriesOf(headers["x-forwarded-proto"]).at(-1) : undefined;
  return named === "https" || "encrypted" in socket ? "https" : "http";
}

function entriesOf(header: string | string[] | undefined): string[] {
  return `${header ?? ""}`
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}
