import type { RateLimits } from "@/lib/basics/rate-limits";
import { forgottenAtMs, usedOf, type WindowCounts, waitSeconds } from "@/lib/rates/window";

/** Whose call it is, and what its prompt is taken for. `key` is null for a key without limits of its own. */
export type Asking = {
  callId: string;
  workspaceId: string;
  keyId: string;
  workspace: RateLimits;
  key: RateLimits | null;
  /** Reserved while the call runs. Nothing where it is left out. */
  promptTokens?: number;
};

/** What a workspace or a key has done in the last minute, what its running calls have reserved of it, and how many they are. */
export type Activity = { requests: WindowCounts; tokens: WindowCounts; live: number };

export type RateRefusal = { of: "requests" | "tokens" | "concurrency"; limit: number; retryAfterSeconds: number };

/** One limit as an answer's headers tell it. */
type RateView = { limit: number; remaining: number; resetAtMs: number };
export type RateViews = { requests: RateView | null; tokens: RateView | null };

/**
 * Why a call that is counted already, but for its tokens, may not go on; null when it may. It may while any tokens are left,
 * however long its own prompt: how much of it is read from a cache, and counts for nothing, is known when the call has ended.
 * `max_tokens` counts for nothing, as with Anthropic's own limits. In Redis `ENTER_CALL` says the same.
 */
export function rateRefusal(limits: RateLimits, activity: Activity, nowMs: number): RateRefusal | null {
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

function tighter(known: RateView | null, limit: number | null, counts: WindowCounts, nowMs: number): RateView | null {
  if (limit === null) return known;
  const remaining = Math.max(0, limit - usedOf(counts, nowMs));
  return known && known.remaining <= remaining ? known : { limit, remaining, resetAtMs: forgottenAtMs(counts, nowMs) };
}
