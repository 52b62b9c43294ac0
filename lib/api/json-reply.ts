import type { RelayReply } from "@/lib/relay/call/request";
import { requestIdHeaders } from "@/lib/wire/error-reply";

/** An answer of our own, not to be kept by anybody on the way. */
export function jsonReply(body: object, requestId: string, status = 200): RelayReply {
  const headers = { "content-type": "application/json", "cache-control": "no-store", ...requestIdHeaders(requestId) };
  return { status, headers, body: JSON.stringify(body) };
}
