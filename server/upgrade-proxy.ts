import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createProxyServer } from "httpxy";
import { log } from "@/lib/platform/log";
import { setForwardedHeaders } from "@/server/pages-proxy";

/** Tabs of one person who works on the pages. */
const OPEN_AT_MOST = 32;
const UPGRADE_MS = 10_000;

/** Passes WebSockets on to Next's development server, which reloads pages by them. In production no request is upgraded. */
export function proxyUpgrades(server: Server, portalUrl: string, openAtMost = OPEN_AT_MOST): void {
  const proxy = createProxyServer({ target: portalUrl, upgradeTimeout: UPGRADE_MS });
  const open = new Set<Duplex>();
  proxy.on("error", (error, _, socket) => {
    log.warn({ event: "front_door.pages_away", error: error.message }, "the pages do not answer");
    (socket as Socket | undefined)?.destroy();
  });
  server.on("upgrade", (incoming, socket, head) => {
    if (open.size >= openAtMost) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    setForwardedHeaders(incoming);
    proxy.ws(incoming, socket as Socket, {}, head).catch(() => socket.destroy());
  });
}
