import "server-only";
import { Redis } from "ioredis";
import { log } from "@/lib/platform/log";

const CONNECT_TIMEOUT_MS = 2_000;
/** A connection without an answer for this long is closed and made again; its open commands fail. */
const SILENCE_MS = 2_000;
const KEEP_ALIVE_AFTER_MS = 10_000;

const shared = globalThis as { relaisRedis?: Redis };

/** The process's one connection to Redis. A command that cannot be sent at once fails at once: nothing waits for Redis to come back. */
export function redis(url: string): Redis {
  shared.relaisRedis ??= openRedis(url);
  return shared.relaisRedis;
}

/** A separate connection. When it breaks, its open commands fail at once and are not repeated: Redis may have run them. */
export function openRedis(url: string): Redis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    keepAlive: KEEP_ALIVE_AFTER_MS,
  });
  client.on("error", (error) => log.warn({ event: "limits.redis_lost", err: error }, "Redis is away, limits hold per process"));
  return client;
}
