import { AppError } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import { databaseAway } from "@/lib/platform/postgres";
import { isConnectionLost, isStatementEnded } from "@/lib/platform/postgres-connection";

/** The refusal of an admitted call, with the headers of its reply. */
export class CallerError extends AppError {
  // A new error, because other calls may have got the same one.
  constructor(
    { code, message, param, retryAfterSeconds, isFinal, facts, cause }: AppError,
    readonly headers: Record<string, string>,
  ) {
    super(code, message, { param, retryAfterSeconds, isFinal, facts, cause });
  }
}

/** The answer to the caller for an error. An unexpected error is logged with the request's id, and the caller does not see its text. */
export function callerErrorOf(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionLost(error) || isStatementEnded(error)) return databaseAway(error);
  log.error({ event: "relay.request_failed", err: error, requestId }, "a request failed in a way that nobody foresaw");
  return new AppError(
    "internal",
    `Something went wrong on our side. Nothing was charged. If it happens again, tell us the request id ${requestId}.`,
  );
}
