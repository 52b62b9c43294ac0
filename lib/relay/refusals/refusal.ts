import { AppError } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import { databaseAway } from "@/lib/platform/postgres";
import { isConnectionLost, isStatementEnded } from "@/lib/platform/postgres-connection";

/** The refusal of a call that was let in, with what its reply tells in headers of its own. */
export class RefusedCall extends AppError {
  // Another error, for the same one may have come to other calls too.
  constructor(
    { code, message, param, retryAfterSeconds, isFinal, facts, cause }: AppError,
    readonly headers: Record<string, string>,
  ) {
    super(code, message, { param, retryAfterSeconds, isFinal, facts, cause });
  }
}

/** The answer to the caller for an error. One that nobody foresaw is logged under the request's id, and its text is kept from the caller. */
export function refusalOf(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionLost(error) || isStatementEnded(error)) return databaseAway(error);
  log.error({ event: "relay.request_failed", err: error, requestId }, "a request failed in a way that nobody foresaw");
  return new AppError(
    "internal",
    `Something went wrong on our side. Nothing was charged. If it happens again, tell us the request id ${requestId}.`,
  );
}
