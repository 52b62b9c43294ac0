import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Relay } from "@/lib/api/handle-request";
import { DirectConnection } from "@/server/direct/direct-connection";
import { LIMITS, refusalText, TOO_SLOW } from "@/server/http-server";
import { TRUSTED_PROXIES } from "@/server/trusted-proxies";

export type DirectServer = {
  /** Ends the connections that wait for a request. */
  closeIdle(): void;
};

type Limits = Pick<typeof LIMITS, "keepAliveTimeout" | "headersTimeout" | "requestTimeout" | "connectionsCheckingInterval">;

/**
 * Takes the connections of a node:http server first, and answers plain requests of the API without it, at half its cost
 * (docs/decisions/0017). The first other request moves its connection to node:http for good.
 */
export function openDirectServer(server: Server, relay: Relay, limits: Limits = LIMITS): DirectServer {
  const connections = new Set<DirectConnection>();
  // Node gives a server a connection that it did not accept itself by this event, which is ours from here on.
  const [serve] = server.listeners("connection") as ((socket: Socket) => void)[];
  if (!serve) throw new Error("this server takes no connections");
  const options = {
    relay,
    isOpen: () => server.listening,
    keepAliveMs: limits.keepAliveTimeout,
    proxies: TRUSTED_PROXIES,
    handOver(connection: DirectConnection, bytes: Buffer) {
      const { socket } = connection;
      connections.delete(connection);
      connection.detach();
      socket.pause();
      socket.unshift(bytes);
      serve.call(server, socket);
      socket.resume();
    },
  };
  server.off("connection", serve);
  server.on("connection", (socket: Socket) => {
    const connection = new DirectConnection(socket, options);
    connections.add(connection);
    socket.once("close", () => connections.delete(connection));
  });
  const check = () => {
    const nowMs = performance.now();
    for (const connection of connections) endIfTooSlow(connection, nowMs, limits);
  };
  const timer = setInterval(check, limits.connectionsCheckingInterval).unref();
  server.once("close", () => clearInterval(timer));
  return {
    closeIdle() {
      for (const connection of connections) if (connection.awaits === "request") connection.socket.destroySoon();
    },
  };
}

function endIfTooSlow(connection: DirectConnection, nowMs: number, limits: Limits): void {
  const waitedMs = nowMs - connection.sinceMs;
  if (connection.awaits === "body" && waitedMs > limits.requestTimeout) connection.refuse(refusalText(TOO_SLOW));
  if (connection.awaits !== "request") return;
  if (!connection.hasSentRequest && waitedMs > limits.headersTimeout) connection.refuse(refusalText(TOO_SLOW));
  if (connection.hasSentRequest && waitedMs > limits.keepAliveTimeout) connection.socket.destroy();
}
