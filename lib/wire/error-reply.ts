import type { AppError } from "@/lib/basics/errors";

/** A refusal on its way out: what the caller's own SDK expects. */
export type ErrorReply = { status: number; headers: Record<string, string>; body: string };

/** The request's id under both names that SDKs read. */
export function requestIdHeaders(requestId: string): Record<string, string> {
  return { "request-id": requestId, "x-request-id": requestId };
}

export function errorHeaders(error: AppError, requestId: string): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "application/json", ...requestIdHeaders(requestId) };
  if (error.retryAfterSeconds !== undefined) headers["retry-after"] = String(Math.min(60, Math.max(0, Math.ceil(error.retryAfterSeconds))));
  // Official clients retry every 429 unless this header forbids it.
  if (error.isFinal) headers["x-should-retry"] = "false";
  return headers;
}
