import type { RateLimits } from "@/lib/basics/rate-limits";
import { forgottenAtMs, usedOf, type WindowCounts, waitSeconds } from "@/lib/rates/window";

/** A call that asks for admission: its workspace, its key and its prompt's tokens. `key` is null for a key without limits of its own. */
export type RateRequest = {
  callId: string;
  workspaceId: string;
  keyId: string;
  workspace: RateLimits;
  key: RateLimits | null;
  /** Reserved while the call runs. Nothing is reserved if it is absent. */
  promptTokens?: number;
};

/** What a workspace or a key used in the last minute, its running calls' reservations included, and the number of running calls. */
export type Activity = { requests: WindowCounts; tokens: WindowCounts; live: number };

export type RateRefusal = { of: "requests" | "tokens" | "concurrency"; limit: number; retryAfterSeconds: number };

/** One limit as the answer's headers show it. */
type RateView = { limit: number; remaining: number; resetAtMs: number };
export type RateViews = { requests: RateView | null; tokens: RateView | null };

/**
 * Why a call may not continue; null if it may. The call itself is already counted, its tokens are not. It may while any tokens are
 * left, however long its prompt: the part read from a cache does not count, and is known only at the end of the call.
 * `max_tokens` does not count, as with Anthropic's own limits. `ENTER_CALL` does the same in Redis.
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

/** Adds the views of one pair of limits to those of another: of each kind the tighter one stays. */
export function tighten(views: RateViews, limits: RateLimits, activity: Activity, nowMs: number): void {
  views.requests = tighter(views.requests, limits.requestsPerMinute, activity.requests, nowMs);
  views.tokens = tighter(views.tokens, limits.tokensPerMinute, activity.tokens, nowMs);
}

function tighter(known: RateView | null, limit: number | null, counts: WindowCounts, nowMs: number): RateView | null {
  if (limit === null) return known;
  const remaining = Math.max(0, limit - usedOf(counts, nowMs));
  return known && known.remaining <= remaining ? known : { limit, remaining, resetAtMs: forgottenAtMs(counts, nowMs) };
}
