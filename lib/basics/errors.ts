/** The refusals of Relais, by name. Each transport maps every code to its own status and wording. */
export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "unknown_model"
  | "invalid_request"
  | "request_too_large"
  | "insufficient_balance"
  | "balance_owed"
  | "payment_questioned"
  | "workspace_restricted"
  | "conflict"
  | "rate_limited"
  | "upstream_unavailable"
  | "upstream_failed"
  | "upstream_timeout"
  | "internal";

export type ErrorDetails = {
  /** The request parameter at fault, as a path: `messages.3.cache_control`. */
  param?: string;
  /** Seconds after which a repeat may succeed. Never above 60: Anthropic's clients really sleep that long. */
  retryAfterSeconds?: number;
  /** True when a repeat within the next minutes cannot succeed: clients then get an instruction not to retry. */
  isFinal?: boolean;
  /** Further facts for the caller, put beside the message. Money as exact dollar text. */
  facts?: Record<string, string | number | null | object>;
  cause?: unknown;
};

/** What Next tells the page about an error when nothing else about it may leave the server. */
export const BUSY_DIGEST = "busy";

/** True when the database was too busy or unreachable: the caller may try again. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && (error as { digest?: unknown }).digest === BUSY_DIGEST;
}

/**
 * An expected refusal. `message` is for the caller: what happened, whether anything was charged, what to do next.
 */
export class AppError extends Error {
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly isFinal: boolean;
  readonly facts: Record<string, string | number | null | object>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = "AppError";
    this.param = details.param;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.isFinal = details.isFinal ?? false;
    this.facts = details.facts ?? {};
  }
}

/** Asserts what our own code guarantees. A failure is a bug of ours, never a caller's mistake. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
