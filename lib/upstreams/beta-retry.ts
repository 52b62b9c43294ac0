import { RetryOnce } from "@/lib/upstreams/retry-once";
import type { Exchange, UpstreamListener } from "@/lib/upstreams/upstream";

/** A header between a cloud's translation and this code: the betas that the cloud refuses, by its own names. */
export const REFUSED_BETAS_HEADER = "x-relais-refused-betas";

/**
 * Sends a request. When the upstream refuses one of its betas, sends it once more without that beta. Before that it calls `remember` with
 * the refused betas.
 */
export function sendWithoutRefusedBetas(
  listener: UpstreamListener,
  send: (listener: UpstreamListener) => Exchange,
  remember: (names: string[]) => void,
): Exchange {
  return new RetryOnce(listener, send, (_status, { [REFUSED_BETAS_HEADER]: refused, ...headers }, isSecond) => {
    if (refused === undefined || isSecond) return headers;
    remember(`${refused}`.split(",").filter(Boolean));
    return null;
  });
}
