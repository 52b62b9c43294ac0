import "server-only";
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from "rate-limiter-flexible";
import { env } from "@/lib/platform/env";
import { redis } from "@/lib/platform/redis";

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
