// Replaces the marker package `server-only` in processes that are only servers.
export {};
