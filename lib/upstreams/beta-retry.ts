import { SentAgain } from "@/lib/upstreams/sent-again";
import type { Exchange, UpstreamListener } from "@/lib/upstreams/upstream";

/** In an error answer between a cloud's translation and here: the betas that the cloud refuses, as it names them. */
export const REFUSED_BETAS_HEADER = "x-relais-refused-betas";

/**
 * Sends a request; where the upstream refuses one of its betas, once more without it. `remember` is called with what was refused before the
 * request is sent again.
 */
export function sendWithoutRefusedBetas(
  listener: UpstreamListener,
  send: (listener: UpstreamListener) => Exchange,
  remember: (names: string[]) => void,
): Exchange {
  return new SentAgain(listener, send, (_status, { [REFUSED_BETAS_HEADER]: refused, ...headers }, isSecond) => {
    if (refused === undefined || isSecond) return headers;
    remember(`${refused}`.split(",").filter(Boolean));
    return null;
  });
}
