import cluster, { type Worker } from "node:cluster";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Relay } from "@/lib/api/handle-request";
import { startRelay } from "@/lib/api/start-relay";
import { env } from "@/lib/platform/env";
import { holdLastDefence } from "@/lib/platform/last-defence";
import { log } from "@/lib/platform/log";
import { warnOfRights } from "@/lib/platform/postgres-rights";
import { goThroughProxies } from "@/lib/platform/proxies";
import { isSharedItems } from "@/lib/relay/repeats/shared-items";
import { type DirectServer, openDirectServer } from "@/server/direct/direct-server";
import { drain } from "@/server/drain-server";
import { httpServer } from "@/server/http-server";
import { handleNodeRequest } from "@/server/node-adapter";
import { type PassOn, pagesProxy } from "@/server/pages-proxy";
import { isRelayed } from "@/server/relayed-path";
import { retryUntilConnected } from "@/server/retry-until-connected";
import { proxyUpgrades } from "@/server/upgrade-proxy";

if (cluster.isPrimary && env.WEB_CONCURRENCY > 1) superviseWorkers(env.WEB_CONCURRENCY);
else await serve();

async function serve(): Promise<void> {
  await goThroughProxies();
  const relay = await retryUntilConnected(() => startRelay(process.env.FRONT_DOOR_INSTANCE ?? "front-door-1"));
  void warnOfRights();
  const server = frontDoor(relay, env.PORTAL_URL ? pagesProxy(env.PORTAL_URL) : null);
  if (env.PORTAL_URL && process.env.NODE_ENV === "development") proxyUpgrades(server, env.PORTAL_URL);
  const direct = openDirectServer(server, relay);
  const stop = (graceMs: number) => once(() => void shutDown(server, direct, relay, graceMs));
  const stopGently = stop(env.RELAIS_DRAIN_SECONDS * 1_000);
  server.listen(env.PORT, () => {
    // A connection that cannot be accepted, for instance because no file descriptor is free, is an error event of the server.
    server.on("error", (error) => log.error({ event: "front_door.accept_failed", err: error }, "a connection could not be taken"));
    holdLastDefence({ giveUp: stopGently });
    const { port } = server.address() as AddressInfo;
    process.stdout.write(`front door listening on http://localhost:${port} (process ${process.pid})\n`);
  });
  process.on("SIGTERM", stopGently);
  // A person at a terminal does not wait for idle connections.
  process.on("SIGINT", stop(0));
}

async function shutDown(server: Server, direct: DirectServer, relay: Relay, graceMs: number): Promise<void> {
  await drain(server, direct, graceMs);
  await relay.close();
  log.info({ event: "front_door.closed" }, "front door closed");
  process.exit(0);
}

function frontDoor(relay: Relay, passOn: PassOn | null): Server {
  const server = httpServer((incoming, response) => {
    if (!server.listening) response.shouldKeepAlive = false;
    if (isRelayed(incoming.url ?? "")) handleNodeRequest(relay, incoming, response).catch(() => response.destroy());
    else if (passOn) passOn(incoming, response);
    else response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
  });
  return server;
}

function superviseWorkers(count: number): void {
  let isStopping = false;
  const fork = (instance: string) => {
    // It gets its predecessor's name, so that it settles the calls that are left in the spool.
    const worker = cluster.fork({ FRONT_DOOR_INSTANCE: instance });
    worker.on("error", (error) =>
      log.error({ event: "front_door.process_unreachable", instance, err: error }, "a front door cannot be spoken to"),
    );
    worker.on("exit", (code) => {
      if (isStopping) return;
      // A process that was stopped on purpose, as in a rolling restart, ended in order.
      if (code === 0) return fork(instance);
      log.error({ event: "front_door.process_died", instance, code }, "a front door died, starting another");
      setTimeout(() => fork(instance), 1_000);
    });
  };
  cluster.on("message", (sender, message: unknown) => {
    if (isSharedItems(message)) for (const worker of otherWorkers(sender)) worker.send(message, ignoreFailure);
  });
  for (let index = 1; index <= count; index += 1) fork(`front-door-${index}`);
  const stop = once(() => {
    isStopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGTERM");
  });
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function otherWorkers(sender: Worker): Worker[] {
  return Object.values(cluster.workers ?? {}).filter(
    (worker): worker is Worker => worker !== undefined && worker.id !== sender.id && worker.isConnected(),
  );
}

/** A process that ends at this moment needs no message. */
function ignoreFailure(): void {}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
