/**
 * For what is promised within a second. A test grants ten, because its machine may do other work at the same time. That still tells a
 * notification from the next reading of a cache, which comes after 30 seconds.
 */
export const PROMPTLY = { timeout: 10_000, interval: 10 };
