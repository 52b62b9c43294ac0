/** What one key or one workspace may do at most; null is without limit. */
export type RateLimits = { requestsPerMinute: number | null; tokensPerMinute: number | null; concurrentCalls: number | null };
