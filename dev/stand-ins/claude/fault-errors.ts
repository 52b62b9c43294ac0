import { ApiError } from "./errors";
import type { FaultOptions } from "./fault";
import { type Reply, type Step, streamReply } from "./reply";

const seconds = (options: FaultOptions, otherwise: number) => ({ "retry-after": String(options.retryAfterSeconds ?? otherwise) });

/** Answers that replace the model's, by name. */
export const ERROR_FAULTS: Record<string, (options: FaultOptions) => ApiError> = {
  unauthorized: () => new ApiError(401, "invalid x-api-key"),
  billing: () => new ApiError(402, "Your organization's payment method was declined. Please update your billing details."),
  credit: () =>
    new ApiError(
      400,
      "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
    ),
  "usage-limit": () =>
    new ApiError(400, "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC."),
  forbidden: () => new ApiError(403, "Your API key does not have permission to use the specified resource."),
  "too-large": () => new ApiError(413, "Request exceeds the maximum size"),
  "rate-limit": (options) =>
    new ApiError(429, "This request would exceed your organization's rate limit of 50 requests per minute.", {
      headers: seconds(options, 1),
    }),
  "spend-limit": () =>
    new ApiError(429, "This request would exceed the spend limit of your organization.", { errorCode: "enforced_spend_limit_reached" }),
  "server-error": () => new ApiError(500, "Internal server error"),
  unavailable: () => new ApiError(503, "Service unavailable"),
  timeout: () => new ApiError(504, "Request timed out"),
  overloaded: () => new ApiError(529, "Overloaded"),
  error: (options) =>
    new ApiError(options.status ?? 500, options.message ?? "Internal server error", {
      ...(options.type ? { type: options.type } : {}),
      ...(options.headers ? { headers: options.headers } : {}),
    }),
};

/** Answers that are not of the Messages API at all, by name. */
export const FOREIGN_FAULTS: Record<string, (options: FaultOptions, isStream: boolean) => Reply> = {
  html: (options) =>
    foreign(options.status ?? 200, "text/html; charset=utf-8", "<!doctype html><html><body><h1>Welcome to nginx!</h1></body></html>"),
  "garbage-json": (options) => foreign(options.status ?? 200, "application/json", '{"id":"msg_01","type":"message","content":[{"type":"te'),
  "garbage-stream": () => streamReply([{ waitMs: 0, bytes: "event: message_start\ndata: {not json\n\nevent: message_stop\ndata: {}\n\n" }]),
  empty: (options) => foreign(options.status ?? 200, "application/json", ""),
  script: (options, isStream) => {
    const steps: Step[] = (options.chunks ?? []).map((bytes, index) => ({ waitMs: index === 0 ? 0 : (options.paceMs ?? 0), bytes }));
    const type = options.contentType ?? (isStream ? "text/event-stream; charset=utf-8" : "application/json");
    return {
      waitMs: 0,
      status: options.status ?? 200,
      headers: { "content-type": type, ...options.headers },
      steps,
      ending: options.ending ?? "end",
    };
  },
};

function foreign(status: number, contentType: string, body: string): Reply {
  return { waitMs: 0, status, headers: { "content-type": contentType }, steps: [{ waitMs: 0, bytes: body }], ending: "end" };
}
