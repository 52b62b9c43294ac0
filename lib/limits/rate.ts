import { type Counts, forgottenAtMs, usedOf, waitSeconds } from "@/lib/limits/window";

/** What a workspace or a key may do. Null is no limit. */
export type RateLimits = { requestsPerMinute: number | null; tokensPerMinute: number | null; concurrentCalls: number | null };

/** Whose call it is. `key` is null for a key without limits of its own. */
export type Asking = { callId: string; workspaceId: string; keyId: string; workspace: RateLimits; key: RateLimits | null };

/** What a workspace or a key has done in the last minute, and how many of its calls run. */
export type Activity = { requests: Counts; tokens: Counts; live: number };

export type RateRefusal = { of: "requests" | "tokens" | "concurrency"; limit: number; retryAfterSeconds: number };

/** One limit as an answer's headers tell it. */
export type RateView = { limit: number; remaining: number; resetAtMs: number };
export type RateViews = { requests: RateView | null; tokens: RateView | null };

/**
 * Why a call that is counted already may not go on; null when it may. Tokens are known when a call has ended, so a call may
 * start while any of them are left, and `max_tokens` counts for nothing, as with Anthropic's own limits.
 */
export function refusalOf(limits: RateLimits, activity: Activity, nowMs: number): RateRefusal | null {
  const { requestsPerMinute, tokensPerMinute, concurrentCalls } = limits;
  if (requestsPerMinute !== null && usedOf(activity.requests, nowMs) > requestsPerMinute) {
    const without = { ...activity.requests, current: activity.requests.current - 1 };
    return { of: "requests", limit: requestsPerMinute, retryAfterSeconds: waitSeconds(without, requestsPerMinute - 1, nowMs) };
  }
  if (tokensPerMinute !== null && usedOf(activity.tokens, nowMs) >= tokensPerMinute) {
    return { of: "tokens", limit: tokensPerMinute, retryAfterSeconds: waitSeconds(activity.tokens, tokensPerMinute - 1, nowMs) };
  }
  if (concurrentCalls !== null && activity.live > concurrentCalls) {
    return { of: "concurrency", limit: concurrentCalls, retryAfterSeconds: 1 };
  }
  return null;
}

/** Adds what one pair of limits leaves to what another did: of each kind the tighter one is told. */
export function tighten(views: RateViews, limits: RateLimits, activity: Activity, nowMs: number): void {
  views.requests = tighter(views.requests, limits.requestsPerMinute, activity.requests, nowMs);
  views.tokens = tighter(views.tokens, limits.tokensPerMinute, activity.tokens, nowMs);
}

function tighter(known: RateView | null, limit: number | null, counts: Counts, nowMs: number): RateView | null {
  if (limit === null) return known;
  const remaining = Math.max(0, limit - usedOf(counts, nowMs));
  return known && known.remaining <= remaining ? known : { limit, remaining, resetAtMs: forgottenAtMs(counts, nowMs) };
}
