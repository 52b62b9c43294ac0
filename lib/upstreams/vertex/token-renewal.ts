import { RetryOnce } from "@/lib/upstreams/retry-once";
import type { Exchange, Upstream, UpstreamListener, UpstreamRequest } from "@/lib/upstreams/upstream";
import type { AccessTokens } from "@/lib/upstreams/vertex/access-token";

/** Sends a request. When Google refuses the cached token (it may have been withdrawn), sends it once more with a new one. */
export function sendRenewing(upstream: Upstream, tokens: AccessTokens, request: UpstreamRequest, listener: UpstreamListener): Exchange {
  const token = tokens.cached();
  if (token === null) return upstream.send(request, listener);
  const send = (to: UpstreamListener) => upstream.send(request, to);
  return new RetryOnce(listener, send, (status, headers, isSecond) => {
    if (status !== 401 || isSecond) return headers;
    tokens.forget(token);
    return null;
  });
}
