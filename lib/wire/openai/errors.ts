import type { AppError, ErrorCode } from "@/lib/basics/errors";
import { type ErrorReply, errorHeaders } from "@/lib/wire/error-reply";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";
import type { StreamFault } from "@/lib/wire/stream-fault";

const REPLIES: Record<ErrorCode, { status: number; type: string; code: string }> = {
  unauthenticated: { status: 401, type: "invalid_request_error", code: "invalid_api_key" },
  forbidden: { status: 403, type: "invalid_request_error", code: "permission_denied" },
  not_found: { status: 404, type: "invalid_request_error", code: "not_found" },
  method_not_allowed: { status: 405, type: "invalid_request_error", code: "method_not_allowed" },
  unknown_model: { status: 404, type: "invalid_request_error", code: "model_not_found" },
  invalid_request: { status: 400, type: "invalid_request_error", code: "invalid_value" },
  request_too_large: { status: 413, type: "invalid_request_error", code: "request_too_large" },
  insufficient_balance: { status: 402, type: "insufficient_quota", code: "insufficient_balance" },
  balance_owed: { status: 402, type: "insufficient_quota", code: "balance_owed" },
  payment_questioned: { status: 402, type: "insufficient_quota", code: "payment_questioned" },
  workspace_restricted: { status: 403, type: "invalid_request_error", code: "workspace_restricted" },
  conflict: { status: 409, type: "invalid_request_error", code: "conflict" },
  rate_limited: { status: 429, type: "rate_limit_error", code: "rate_limit_exceeded" },
  upstream_unavailable: { status: 503, type: "overloaded_error", code: "upstream_overloaded" },
  upstream_failed: { status: 500, type: "server_error", code: "upstream_error" },
  upstream_timeout: { status: 504, type: "server_error", code: "upstream_timeout" },
  internal: { status: 500, type: "server_error", code: "internal_error" },
};

const FAULTS: Record<string, { type: string; code: string }> = {
  overloaded_error: { type: "overloaded_error", code: "upstream_overloaded" },
  rate_limit_error: { type: "rate_limit_error", code: "rate_limit_exceeded" },
  timeout_error: { type: "server_error", code: "upstream_timeout" },
  invalid_request_error: { type: "invalid_request_error", code: "invalid_value" },
  billing_error: { type: "insufficient_quota", code: "insufficient_balance" },
};
const OTHER_FAULT = { type: "server_error", code: "upstream_error" };

// The upstream's words for it. OpenAI's clients shorten the conversation when they see this code.
const PROMPT_TOO_LONG = /prompt is too long|input is too long|exceed(s|ed)? (the )?context/i;

/** A refusal in OpenAI's format, with its facts beside the message. */
export function openAiErrorReply(error: AppError, requestId: string): ErrorReply {
  const { status, type, code } = REPLIES[error.code];
  const shown = { ...error.facts, message: error.message, type, param: error.param ?? null, code: preciseCode(error) ?? code };
  return { status, headers: errorHeaders(error, requestId), body: JSON.stringify({ error: shown, request_id: requestId }) };
}

/** The last frame of a stream that cannot be finished; no `[DONE]` follows it. */
export function openAiErrorFrame(fault: StreamFault): Buffer {
  const { type, code } = FAULTS[fault.type] ?? OTHER_FAULT;
  return Buffer.from(`data: ${JSON.stringify({ error: { message: fault.message, type, param: null, code } })}\n\n`);
}

export function faultCode({ type }: StreamFault): string {
  return (FAULTS[type] ?? OTHER_FAULT).code;
}

function preciseCode(error: AppError): string | undefined {
  if (error.code === "conflict" && typeof error.facts.reason === "string") return error.facts.reason;
  if (error instanceof UnsupportedParameter) return "unsupported_parameter";
  if (error.code === "invalid_request" && PROMPT_TOO_LONG.test(error.message)) return "context_length_exceeded";
}
