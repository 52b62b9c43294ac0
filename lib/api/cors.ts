import type { RelayReply, RelayRequest, RequestHeaders } from "@/lib/relay/call/request";

/** The headers that a page may read besides those that browsers always show. */
export const EXPOSED_HEADERS = [
  ...["request-id", "x-request-id", "retry-after", "x-should-retry", "allow"],
  ...["x-relais-charge", "x-relais-balance", "x-relais-max-tokens", "x-relais-idempotent-replay"],
  ...["x-relais-ignored", "x-relais-upstream", "x-relais-route"],
  ...["requests", "tokens"].flatMap((what) => [
    ...["limit", "remaining", "reset"].map((each) => `anthropic-ratelimit-${what}-${each}`),
    ...["limit", "remaining", "reset"].map((each) => `x-ratelimit-${each}-${what}`),
  ]),
];

const EXPOSED = EXPOSED_HEADERS.join(", ");
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
const DAY_SECONDS = "86400";

/**
 * Lets pages of any origin read an answer. Keys travel in headers and never in cookies, so a page can do no more than its own
 * visitor's key allows, and credentials are not allowed.
 */
export function openToPages(request: RelayRequest, reply: RelayReply): RelayReply {
  if (request.headers.origin === undefined) return reply;
  reply.headers["access-control-allow-origin"] = "*";
  reply.headers["access-control-expose-headers"] = EXPOSED;
  return reply;
}

/** The answer to a browser's preflight request. It reads no body and charges nothing. */
export function answerPreflight(headers: RequestHeaders): RelayReply {
  const requested = headers["access-control-request-headers"];
  return {
    status: 200,
    headers: {
      "access-control-allow-methods": METHODS,
      // A star would not cover `authorization`.
      "access-control-allow-headers":
        requested !== undefined && HEADER_NAMES.test(requested) ? requested : "authorization, x-api-key, content-type",
      "access-control-max-age": DAY_SECONDS,
      allow: METHODS,
    },
    body: "",
  };
}
