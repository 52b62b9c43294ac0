import "server-only";
import { RateLimiterRes } from "rate-limiter-flexible";
import { householdOf } from "@/lib/platform/addresses/subnet";
import { env } from "@/lib/platform/env";
import { counters } from "@/lib/throttle/attempt-counters";

const HOUR_SECONDS = 3_600;

let made: ReturnType<typeof counters> | undefined;

export type CountedSignUp = { kind: "wait"; seconds: number } | { kind: "allowed"; notMade(): Promise<void> };

/**
 * Counts a new person for their address: at most RELAIS_SIGN_UPS_PER_HOUR. For IPv6 it counts the /56, which belongs to one person.
 * An unknown address is not counted, since everybody without one would share it.
 */
export async function countSignUp(remoteAddress: string): Promise<CountedSignUp> {
  made ??= counters("sign-ups", env.RELAIS_SIGN_UPS_PER_HOUR, HOUR_SECONDS);
  const limiter = made;
  const place = householdOf(remoteAddress);
  if (place === "unknown") return { kind: "allowed", notMade: async () => undefined };
  try {
    await limiter.consume(place);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return { kind: "wait", seconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)) };
  }
  return { kind: "allowed", notMade: async () => void (await limiter.reward(place)) };
}
