import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Relay } from "@/lib/api/handle-request";
import { openDirectServer } from "@/server/direct/direct-server";
import { LIMITS } from "@/server/http-server";
import { handleNodeRequest } from "@/server/node-adapter";

/** A relay behind a socket, as the front door has it. */
export async function serveRelay(relay: Relay): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(LIMITS, (incoming, response) => void handleNodeRequest(relay, incoming, response));
  openDirectServer(server, relay);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
