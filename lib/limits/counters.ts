import "server-only";
import { Redis } from "ioredis";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

const shared = globalThis as { relaisRedis?: Redis };

/** Counters by name, kept for `lifetimeSeconds`: in Redis when it is configured, so that all processes count together, else in this one. */
export function counters(name: string, points: number, lifetimeSeconds: number): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: lifetimeSeconds });
  if (!env.REDIS_URL) return memory;
  // Redis being away must lock nobody out: each process then counts for itself.
  return new RateLimiterRedis({
    storeClient: redis(env.REDIS_URL),
    keyPrefix: name,
    points,
    duration: lifetimeSeconds,
    insuranceLimiter: memory,
  });
}

function redis(url: string): Redis {
  if (shared.relaisRedis) return shared.relaisRedis;
  const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  client.on("error", (error) => log.warn({ err: error }, "Redis is away, limits hold per process"));
  shared.relaisRedis = client;
  return client;
}
