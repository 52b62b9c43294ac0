/**
 * The path that a request means. Clients with another base URL than ours send `/v1/…`, or one `/v1` too many: both mean the same
 * endpoints.
 */
export function apiPathOf(path: string): string {
  if (path.startsWith("/api/v1/v1/")) return `/api/v1/${path.slice("/api/v1/v1/".length)}`;
  if (path.startsWith("/api/")) return path;
  if (path.startsWith("/v1/v1/")) return `/api${path.slice("/v1".length)}`;
  return path === "/v1" || path.startsWith("/v1/") ? `/api${path}` : path;
}
