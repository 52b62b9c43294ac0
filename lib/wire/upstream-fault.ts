import { AppError, type ErrorCode, type ErrorDetails } from "@/lib/basics/errors";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";
import { ownSentences } from "@/lib/wire/own-sentences";
import type { StreamFault } from "@/lib/wire/stream-fault";

/** An upstream's error answer: what the caller may see of it, and whose fault it is. */
export type UpstreamRefusal = {
  error: AppError;
  /**
   * "caller": any other upstream would give the same answer. "operator": our upstream account is at fault, so fail over and raise an alarm.
   * "upstream": overload, limits or its own failure; fail over.
   */
  fault: "caller" | "operator" | "upstream";
  /** The upstream's own words, for the log and the cool-down, never for the caller. */
  upstreamMessage: string;
  /** The wait that the upstream asked for, uncut; null when it gave none. */
  retryAfterSeconds: number | null;
};

const OVERLOADED: StreamFault = { type: "overloaded_error", message: "Overloaded" };
const NOT_SERVED = "The model is not available just now. Nothing was charged; please try again.";
const LONGEST_WAIT_SECONDS = 60;

// Sentences about the operator's account or set-up that upstreams send with an ordinary 400 or 429.
const OPERATOR_SENTENCES = ownSentences(
  "Your credit balance is too low(?: to [\\w ]+)?",
  "You have reached your specified (?:\\w+ )?API usage limits",
  "This request would exceed the spend limit of your \\w+",
  "(?:This|Your) organization has been disabled",
  "Invocation of model ID \\S+ with on-demand throughput isn.t supported",
);
const FAILED = "The upstream failed at this call. Nothing was charged; please try again.";
const OPERATOR_TYPES = new Set(["authentication_error", "permission_error", "billing_error"]);
const OPERATOR_CODES = /spend_limit|on_hold|^user_profile_/;

const CALLER_CODES: Record<number, ErrorCode> = {
  400: "invalid_request",
  404: "unknown_model",
  413: "request_too_large",
  422: "invalid_request",
};

/** Classifies an upstream's error answer. A 401, 402 or 403, and any text about our upstream account, never reaches the caller. */
export function refusalOfUpstream(status: number, body: Uint8Array, retryAfter?: string): UpstreamRefusal {
  const inside = errorInside(body);
  const { message, code: errorCode } = inside;
  const retryAfterSeconds = secondsOf(retryAfter);
  const reported = { upstreamMessage: message, retryAfterSeconds };
  if (status === 401 || status === 402 || status === 403 || isOperators(inside)) {
    return { error: new AppError("upstream_unavailable", NOT_SERVED), fault: "operator", ...reported };
  }
  const code = CALLER_CODES[status];
  if (code && message) {
    const facts = errorCode ? { details: { error_code: errorCode } } : undefined;
    return { error: new AppError(code, message, { facts }), fault: "caller", ...reported };
  }
  const wait = { retryAfterSeconds: Math.min(retryAfterSeconds ?? 1, LONGEST_WAIT_SECONDS) };
  if (status === 429)
    return { error: new AppError("rate_limited", "The model is asked too often just now.", wait), fault: "upstream", ...reported };
  return { error: upstreamError(status, wait), fault: "upstream", ...reported };
}

export function timedOut(details: ErrorDetails): AppError {
  const message = "The upstream took too long for this call. Nothing was charged; please try again, or ask for a stream.";
  return new AppError("upstream_timeout", message, details);
}

/** The API's own statuses: official clients distinguish them, and retry all of them. */
function upstreamError(status: number, wait: ErrorDetails): AppError {
  if (status === 500) return new AppError("upstream_failed", FAILED, wait);
  if (status === 408 || status === 504) return timedOut(wait);
  return new AppError("upstream_unavailable", NOT_SERVED, wait);
}

/** What the caller may see of an error inside an open stream. */
export function safeFault(type: string, message: string): StreamFault {
  if (isOperators({ type, message, code: "", status: "" })) return OVERLOADED;
  return { type, message: message || "The upstream failed in the middle of the answer." };
}

type ErrorInside = { type: string; message: string; code: string; status: string };

/** Whether an upstream refuses a request because it does not have the user profile that the request names. */
export function isProfileUnknown(status: number, body: Uint8Array): boolean {
  return status === 400 && errorInside(body).code === "user_profile_not_found";
}

/** Decides by what callers cannot write: the error's own type, or a sentence of the upstream's. */
function isOperators({ type, message, code, status }: ErrorInside): boolean {
  return OPERATOR_TYPES.has(type) || OPERATOR_CODES.test(code) || status === "FAILED_PRECONDITION" || OPERATOR_SENTENCES.test(message);
}

/** Reads Anthropic's shape, Google's (also inside an array) and Amazon's. */
function errorInside(body: Uint8Array): ErrorInside {
  const parsed = parseJson(body);
  const answer = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isObject(answer)) return { type: "", message: "", code: "", status: "" };
  const error: JsonObject = isObject(answer.error) ? answer.error : answer;
  const code = isObject(error.details) ? textOf(error.details.error_code) : "";
  return { type: textOf(error.type), message: textOf(error.message).trim(), code, status: textOf(error.status) };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function secondsOf(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,9}$/.test(retryAfter.trim()) ? Number.parseInt(retryAfter, 10) : null;
}
