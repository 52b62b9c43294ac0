/** The limits of one key or one workspace; null means unlimited. */
export type RateLimits = { requestsPerMinute: number | null; tokensPerMinute: number | null; concurrentCalls: number | null };
