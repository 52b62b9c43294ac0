import type { RelayReply } from "@/lib/relay/call/request";
import { requestIdHeaders } from "@/lib/wire/error-reply";

/** A JSON answer of our own, which no cache may store. */
export function jsonReply(body: object, requestId: string, status = 200): RelayReply {
  const headers = { "content-type": "application/json", "cache-control": "no-store", ...requestIdHeaders(requestId) };
  return { status, headers, body: JSON.stringify(body) };
}
