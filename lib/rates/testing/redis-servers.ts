import { execFileSync, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { Redis } from "ioredis";
import { RedisStandIn } from "@/lib/rates/testing/redis-stand-in";

/** A Redis that a test can suspend and disconnect. */
export type RedisServer = {
  url: string;
  setHanging(isHanging: boolean): void;
  /** Ends all open connections. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

const binary = ["redis-server", "valkey-server"].map(found).find((path) => path !== null);

/** For `describe.each`: the stand-in, and the real one if this machine has it. */
export const REDIS_SERVERS = [
  { name: "the stand-in", start: standIn, isHere: true },
  { name: binary ?? "redis-server (not on this machine)", start: realRedis, isHere: binary !== undefined },
];

async function standIn(): Promise<RedisServer> {
  const server = await RedisStandIn.start();
  return {
    url: server.url,
    setHanging: (isHanging) => server.hang(isHanging),
    reset: async () => server.reset(),
    stop: () => server.stop(),
  };
}

async function realRedis(): Promise<RedisServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const child = spawn(binary ?? "", ["--port", `${port}`, "--save", "", "--appendonly", "no"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  return {
    url,
    setHanging: (is) => void child.kill(is ? "SIGSTOP" : "SIGCONT"),
    reset: async () => {
      const another = new Redis(url);
      await another.call("client", "kill", "type", "normal", "skipme", "yes");
      another.disconnect();
    },
    stop: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

function found(name: string): string | null {
  try {
    return execFileSync("which", [name], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    // `which` fails if there is none.
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
