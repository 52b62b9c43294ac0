import type { AppError, ErrorCode } from "@/lib/basics/errors";
import { type ErrorReply, errorHeaders } from "@/lib/wire/error-reply";
import type { StreamFault } from "@/lib/wire/stream-fault";

const REPLIES: Record<ErrorCode, { status: number; type: string }> = {
  unauthenticated: { status: 401, type: "authentication_error" },
  forbidden: { status: 403, type: "permission_error" },
  not_found: { status: 404, type: "not_found_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  unknown_model: { status: 404, type: "not_found_error" },
  invalid_request: { status: 400, type: "invalid_request_error" },
  request_too_large: { status: 413, type: "request_too_large" },
  insufficient_balance: { status: 402, type: "billing_error" },
  balance_owed: { status: 402, type: "billing_error" },
  payment_questioned: { status: 402, type: "billing_error" },
  workspace_restricted: { status: 403, type: "permission_error" },
  conflict: { status: 409, type: "conflict_error" },
  rate_limited: { status: 429, type: "rate_limit_error" },
  upstream_unavailable: { status: 529, type: "overloaded_error" },
  upstream_failed: { status: 500, type: "api_error" },
  upstream_timeout: { status: 504, type: "timeout_error" },
  internal: { status: 500, type: "api_error" },
};

/** A refusal in Anthropic's format, with its facts beside the message. */
export function anthropicErrorReply(error: AppError, requestId: string): ErrorReply {
  const { status, type } = REPLIES[error.code];
  const body = { type: "error", error: { ...error.facts, type, message: error.message }, request_id: requestId };
  return { status, headers: errorHeaders(error, requestId), body: JSON.stringify(body) };
}

/** A refusal as the fault that ends a stream: after a stream has begun, no status can be sent. */
export function faultOf({ code, message }: AppError): StreamFault {
  return { type: REPLIES[code].type, message };
}

/** The last frame of a stream that cannot be finished. */
export function anthropicErrorFrame({ type, message }: StreamFault): Buffer {
  return Buffer.from(`event: error\ndata: ${JSON.stringify({ type: "error", error: { type, message } })}\n\n`);
}
