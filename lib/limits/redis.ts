import "server-only";
import { Redis } from "ioredis";
import { log } from "@/lib/log";

const shared = globalThis as { relaisRedis?: Redis };

/** The process's one connection to Redis. A command that cannot be sent at once fails at once: nothing waits for Redis to come back. */
export function redis(url: string): Redis {
  shared.relaisRedis ??= openRedis(url);
  return shared.relaisRedis;
}

/** A connection of one's own. What was under way when it broke fails at once too, and is not sent again: Redis may have done it. */
export function openRedis(url: string): Redis {
  const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  client.on("error", (error) => log.warn({ err: error }, "Redis is away, limits hold per process"));
  return client;
}
