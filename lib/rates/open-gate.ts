import "server-only";
import { env } from "@/lib/platform/env";
import { Gate } from "@/lib/rates/admission";

/** The gate of this process, with Redis if it is configured. */
export async function openGate(): Promise<Gate> {
  if (!env.REDIS_URL) return new Gate();
  // Only processes with a Redis load its client.
  const [{ redis }, { RedisCounters }] = await Promise.all([import("@/lib/platform/redis"), import("@/lib/rates/redis-counters")]);
  return new Gate(new RedisCounters(redis(env.REDIS_URL)));
}
