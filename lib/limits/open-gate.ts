import "server-only";
import { env } from "@/lib/env";
import { Gate } from "@/lib/limits/admission";

/** The gate of this process, over Redis when it is configured. */
export async function openGate(): Promise<Gate> {
  if (!env.REDIS_URL) return new Gate();
  // Only processes that have a Redis pay for its client.
  const [{ redis }, { RedisCounters }] = await Promise.all([import("@/lib/limits/redis"), import("@/lib/limits/redis-counters")]);
  return new Gate(new RedisCounters(redis(env.REDIS_URL)));
}
