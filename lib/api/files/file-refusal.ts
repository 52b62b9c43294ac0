import { AppError } from "@/lib/basics/errors";
import { log } from "@/lib/platform/log";
import type { FilesAnswer } from "@/lib/upstreams/claude-files";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

/** An account's answer about a file with a status other than 200, as far as it concerns the caller. */
export function fileRefusal({ status, headers, body }: FilesAnswer, requestId: string): AppError {
  const { error, fault, upstreamMessage, retryAfterSeconds } = refusalOfUpstream(status, body, headers["retry-after"]);
  // The account's total storage is the operator's concern.
  const isFull = body.includes("storage_quota_exceeded");
  if (fault === "caller" && !isFull) {
    return status === 404 ? new AppError("not_found", error.message, { facts: error.facts }) : error;
  }
  if (isFull || fault === "operator")
    log.error({ event: "files.account_refused", requestId, status, upstreamMessage }, "an upstream account refuses to keep files");
  const message = "Files cannot be kept just now. Nothing was stored or charged; please try again.";
  const code = status === 429 ? "rate_limited" : "upstream_unavailable";
  return new AppError(code, message, { retryAfterSeconds: Math.min(60, retryAfterSeconds ?? 2) });
}

/** It is not known whether the account carried out the request. */
export function notConfirmed(cause: Error, what: string): AppError {
  if (cause instanceof AppError) return cause;
  return new AppError("upstream_unavailable", `${what}: the upstream's answer was lost. Nothing was charged; please try again.`, {
    retryAfterSeconds: 2,
    cause,
  });
}
