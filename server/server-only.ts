// Stands in for the marker package `server-only` in processes that are nothing but a server.
export {};
