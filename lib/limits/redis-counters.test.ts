import { execFile, execFileSync, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { promisify } from "node:util";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { Gate } from "@/lib/limits/admission";
import type { RateLimits } from "@/lib/limits/rate";
import { openRedis } from "@/lib/limits/redis";
import { RedisCounters } from "@/lib/limits/redis-counters";
import { RedisStandIn } from "@/lib/testing/redis-stand-in";

const START = Date.parse("2026-11-21T12:00:00Z");
/** So that a busy machine is not taken for a Redis that hangs. */
const PATIENT_MS = 5_000;
const run = promisify(execFile);
type Server = { url: string; stop(): Promise<void>; setHanging(isHanging: boolean): void };

async function standIn(): Promise<Server> {
  const server = await RedisStandIn.start();
  return { url: server.url, stop: () => server.stop(), setHanging: (isHanging) => server.hang(isHanging) };
}

async function realRedis(): Promise<Server> {
  const port = await freePort();
  const child = spawn(binary ?? "", ["--port", `${port}`, "--save", "", "--appendonly", "no"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => {
      child.kill("SIGKILL");
      return ended;
    },
    setHanging: (is) => void child.kill(is ? "SIGSTOP" : "SIGCONT"),
  };
}

const binary = ["redis-server", "valkey-server"].map(found).find((path) => path !== null);
const SERVERS = [
  { name: "the stand-in", start: standIn, isHere: true },
  { name: binary ?? "redis-server (not on this machine)", start: realRedis, isHere: binary !== undefined },
];

describe.each(SERVERS)("over $name", ({ start, isHere }) => {
  const limits: RateLimits = { requestsPerMinute: 25, tokensPerMinute: null, concurrentCalls: null };
  let server: Server;
  let connections: Redis[];
  let workspaceId: string;

  beforeEach(async () => {
    if (!isHere) return;
    server = await start();
    connections = [];
    workspaceId = newId();
  });
  afterEach(async () => {
    if (!isHere) return;
    for (const each of connections) each.disconnect();
    await server.stop();
  });

  /** What one process has: its own counters, and its own connection. */
  async function gate(answerTimeoutMs = PATIENT_MS): Promise<Gate> {
    const connection = openRedis(server.url);
    connections.push(connection);
    await new Promise((resolve) => connection.once("ready", resolve));
    return new Gate(new RedisCounters(connection, answerTimeoutMs));
  }
  const ask = (at: Gate, workspace = limits, nowMs = START, key: RateLimits | null = null) =>
    at.admit({ callId: newId(), workspaceId, keyId: "key", workspace, key }, nowMs);
  const countIn = async (answers: ReturnType<typeof ask>[]) =>
    (await Promise.all(answers)).filter(({ kind }) => kind === "admitted").length;

  test.skipIf(!isHere)("two processes that ask at once get together what the limit says", async () => {
    const ask40 = async () => {
      const parameters = [
        "--import",
        "tsx",
        "--conditions=react-server",
        "lib/testing/gate-child.ts",
        server.url,
        "40",
        workspaceId,
        `${START}`,
      ];
      return Number.parseInt((await run(process.execPath, parameters)).stdout, 10);
    };
    const [one, other] = await Promise.all([ask40(), ask40()]);
    expect(one + other).toBe(25);
  });

  test.skipIf(!isHere)("what one refuses does not count, and two minutes later all is forgotten", async () => {
    const [one, other] = [await gate(), await gate()];
    expect(await countIn(Array.from({ length: 60 }, (_, n) => ask(n % 2 ? one : other)))).toBe(25);
    // What the other one took back may arrive a moment later.
    await expect
      .poll(() => ask(one, limits, START + 60_000))
      .toMatchObject({ kind: "refused", refusal: { of: "requests", retryAfterSeconds: 3 } });
    expect(await countIn(Array.from({ length: 60 }, (_, n) => ask(n % 2 ? one : other, limits, START + 120_000)))).toBe(25);
  });

  test.skipIf(!isHere)("tokens and running calls of one process count in the other", async () => {
    const [one, other] = [await gate(), await gate()];
    const tight = { requestsPerMinute: null, tokensPerMinute: 1_000, concurrentCalls: 2 };
    const first = await ask(one, tight);
    await ask(other, tight);
    expect(await ask(other, tight)).toMatchObject({ kind: "refused", refusal: { of: "concurrency" } });
    if (first.kind === "admitted") first.admission.leave(1_500, START);
    await expect
      .poll(() => ask(other, tight))
      .toMatchObject({ kind: "refused", refusal: { of: "tokens" }, views: { tokens: { remaining: 0 } } });
  });

  test.skipIf(!isHere)("a key's own limit holds across processes too", async () => {
    const [one, other] = [await gate(), await gate()];
    const key = { ...limits, requestsPerMinute: 4 };
    expect(await countIn(Array.from({ length: 20 }, (_, n) => ask(n % 2 ? one : other, limits, START, key)))).toBe(4);
  });

  test.skipIf(!isHere)("killed mid-way it stops nobody: each process goes on from what it counted itself", async () => {
    const [one, other] = [await gate(), await gate()];
    expect(await countIn(Array.from({ length: 10 }, (_, n) => ask(n % 2 ? one : other)))).toBe(10);
    const inFlight = Array.from({ length: 5 }, () => ask(one));
    await server.stop();
    expect(await countIn(inFlight)).toBe(5);
    expect(await countIn(Array.from({ length: 40 }, () => ask(one)))).toBe(15);
    expect(await countIn(Array.from({ length: 40 }, () => ask(other)))).toBe(20);
  });

  test.skipIf(!isHere)("one that hangs delays the calls of a tenth of a second only, and is asked again after two", async () => {
    const one = await gate(100);
    server.setHanging(true);
    const begin = performance.now();
    expect(await countIn(Array.from({ length: 10 }, () => ask(one)))).toBe(10);
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(ask(one)).not.toBeInstanceOf(Promise);
    server.setHanging(false);
    expect(ask(one, limits, START + 2_000)).toBeInstanceOf(Promise);
  });
});

function found(name: string): string | null {
  try {
    return execFileSync("which", [name], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    // `which` fails where there is none.
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
