import type { Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { DirectServer } from "@/server/direct/direct-server";

const CHECK_MS = 100;

/**
 * Takes no new connection, and ends the existing ones without losing a call: the next answer on each announces that it is the last. A
 * connection that sends nothing for `graceMs` is ended: until then a request may be on its way to us.
 */
export async function drain(server: Server, direct: DirectServer, graceMs: number): Promise<void> {
  // The server's own close would end its idle connections at once.
  const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  const untilMs = performance.now() + graceMs;
  const look = setInterval(() => {
    if (performance.now() < untilMs) return;
    direct.closeIdle();
    server.closeIdleConnections();
  }, CHECK_MS);
  await closed;
  clearInterval(look);
}
