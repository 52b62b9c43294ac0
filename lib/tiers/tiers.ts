import "server-only";
import type { RateLimits } from "@/lib/basics/rate-limits";
import { env } from "@/lib/platform/env";
import { isListening, listen } from "@/lib/platform/listen-connection";
import { log } from "@/lib/platform/log";
import { readSteadily } from "@/lib/platform/postgres";

/** A top-up that lifts a workspace into the next tier takes effect within this time; an admin's change takes effect at once. */
const FRESH_MS = 60_000;
const MAX_CACHED = 50_000;
const CHANNEL = "relais_tiers";
const NO_LIMITS: RateLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null };

const cached = new Map<string, { limits: RateLimits; readAtMs: number }>();
const reading = new Map<string, Promise<RateLimits>>();
let isSubscribed = false;

/** The rates of a workspace's tier, from memory. After a minute they are renewed in the background. No rates if tiers are off. */
export function rateLimitsOf(workspaceId: string, nowMs: number): RateLimits | Promise<RateLimits> {
  if (env.RELAIS_TIER_RATES === "off") return NO_LIMITS;
  subscribe();
  const known = cached.get(workspaceId);
  if (!known || !isListening(CHANNEL)) return readOnce(workspaceId, nowMs);
  if (nowMs - known.readAtMs > FRESH_MS) {
    known.readAtMs = nowMs;
    void readOnce(workspaceId, nowMs);
  }
  return known.limits;
}

function subscribe(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  const forget = () => {
    cached.clear();
    reading.clear();
  };
  listen(CHANNEL, forget, forget);
}

function readOnce(workspaceId: string, nowMs: number): Promise<RateLimits> {
  const running = reading.get(workspaceId);
  if (running) return running;
  const read = readTier(workspaceId)
    .then((limits) => {
      if (reading.get(workspaceId) === read) remember(workspaceId, limits, nowMs);
      return limits;
    })
    .catch((error) => {
      // Without Postgres no call gets a hold, so no call gets through without its limits.
      log.warn({ event: "limits.tier_unread", err: error }, "the usage tier of a workspace could not be read");
      return cached.get(workspaceId)?.limits ?? NO_LIMITS;
    })
    .finally(() => {
      if (reading.get(workspaceId) === read) reading.delete(workspaceId);
    });
  reading.set(workspaceId, read);
  return read;
}

function remember(workspaceId: string, limits: RateLimits, readAtMs: number): void {
  const oldest = cached.size >= MAX_CACHED && !cached.has(workspaceId) ? cached.keys().next().value : undefined;
  if (oldest !== undefined) cached.delete(oldest);
  cached.set(workspaceId, { limits, readAtMs });
}

async function readTier(workspaceId: string): Promise<RateLimits> {
  const { rows } = await readSteadily<RateLimits>({
    name: "usage_tier_of",
    text: `SELECT requests_per_minute AS "requestsPerMinute", tokens_per_minute AS "tokensPerMinute", concurrent_calls AS "concurrentCalls"
           FROM usage_tier_of($1)`,
    values: [workspaceId],
  });
  return rows[0] ?? NO_LIMITS;
}
