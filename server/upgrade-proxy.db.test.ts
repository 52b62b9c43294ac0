import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { startFrontDoor } from "@/server/testing/front-door-process";
import { proxyUpgrades } from "@/server/upgrade-proxy";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0)) await each();
});

async function urlOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Pages that upgrade every request and send back what they receive. */
async function echoingPages(): Promise<{ url: string; seen: IncomingHttpHeaders[] }> {
  const seen: IncomingHttpHeaders[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_, response) => response.end("a page"));
  server.on("upgrade", ({ headers }, socket) => {
    seen.push(headers);
    open.add(socket);
    socket.on("error", () => undefined);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    socket.pipe(socket);
  });
  const url = await urlOf(server);
  cleanUp.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url, seen };
}

type Outcome = { kind: "upgraded"; socket: Duplex } | { kind: "answered" | "closed" };

function upgrade(url: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const asked = request(`${url}/_next/hmr`, {
      headers: { connection: "Upgrade", upgrade: "websocket", "x-forwarded-for": "9.9.9.9" },
    });
    asked.on("upgrade", (_, socket) => {
      cleanUp.push(() => socket.destroy());
      resolve({ kind: "upgraded", socket });
    });
    asked.on("response", (answer) => {
      answer.resume();
      resolve({ kind: "answered" });
    });
    asked.on("error", () => resolve({ kind: "closed" }));
    asked.end();
  });
}

async function echoed(socket: Duplex, text: string): Promise<string> {
  socket.write(text);
  return new Promise((resolve) => socket.once("data", (bytes) => resolve(String(bytes))));
}

test("in development a WebSocket reaches the pages, with forwarded headers that are ours; in production none does", async () => {
  const pages = await echoingPages();
  const env = { PORTAL_URL: pages.url, ANTHROPIC_BASE_URL: pages.url, RELAIS_PUBLIC_URL: "http://localhost:3000" };
  const [development, production] = await Promise.all([
    startFrontDoor({ ...env, NODE_ENV: "development" }),
    startFrontDoor({ ...env, NODE_ENV: "production" }),
  ]);
  cleanUp.push(development.close, production.close);
  const outcome = await upgrade(development.url);
  expect(outcome.kind).toBe("upgraded");
  if (outcome.kind === "upgraded") expect(await echoed(outcome.socket, "reload")).toBe("reload");
  expect(pages.seen.map((headers) => headers["x-forwarded-for"])).toEqual(["127.0.0.1"]);
  expect((await upgrade(production.url)).kind).toBe("answered");
  expect(pages.seen).toHaveLength(1);
});

test("no more WebSockets are open at once than the bound, and a closed one makes room", async () => {
  const pages = await echoingPages();
  const door = createServer();
  proxyUpgrades(door, pages.url, 2);
  const url = await urlOf(door);
  cleanUp.push(() => door.close());
  const [first] = [await upgrade(url), await upgrade(url)];
  expect((await upgrade(url)).kind).toBe("closed");
  if (first?.kind === "upgraded") first.socket.destroy();
  await expect.poll(async () => (await upgrade(url)).kind).toBe("upgraded");
});

test("pages that are away close the WebSocket, and nothing falls over", async () => {
  const door = createServer();
  proxyUpgrades(door, "http://127.0.0.1:9");
  const url = await urlOf(door);
  cleanUp.push(() => door.close());
  expect((await upgrade(url)).kind).toBe("closed");
});
