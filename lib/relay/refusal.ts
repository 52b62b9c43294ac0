import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** What the caller is told of an error. One that nobody foresaw is logged under the request's id, and nothing of its text is said. */
export function refusalOf(error: unknown, requestId: string): AppError {
  if (error instanceof AppError) return error;
  log.error({ err: error, requestId }, "a request failed in a way that nobody foresaw");
  return new AppError(
    "internal",
    `Something went wrong on our side. Nothing was charged. If it happens again, tell us the request id ${requestId}.`,
  );
}
