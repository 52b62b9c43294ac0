import "server-only";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";

/** Counters by name, stored for `lifetimeSeconds`: in Redis if it is configured, so that all processes count together, else in this one. */
export function counters(name: string, points: number, lifetimeSeconds: number): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: lifetimeSeconds });
  if (!env.REDIS_URL) return memory;
  // If Redis is away, nobody must be locked out: each process then counts for itself.
  return new RateLimiterRedis({
    storeClient: redis(env.REDIS_URL),
    keyPrefix: name,
    points,
    duration: lifetimeSeconds,
    insuranceLimiter: memory,
  });
}
