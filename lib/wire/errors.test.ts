import { describe, expect, test } from "vitest";
import { AppError, type ErrorCode } from "@/lib/basics/errors";
import { errorReply, formatOf } from "@/lib/wire/format-of-path";
import { UnsupportedParameter } from "@/lib/wire/openai/unsupported-parameter";

const STATUS: Array<[ErrorCode, number, string, number, string, string]> = [
  ["unauthenticated", 401, "authentication_error", 401, "invalid_request_error", "invalid_api_key"],
  ["forbidden", 403, "permission_error", 403, "invalid_request_error", "permission_denied"],
  ["not_found", 404, "not_found_error", 404, "invalid_request_error", "not_found"],
  ["method_not_allowed", 405, "invalid_request_error", 405, "invalid_request_error", "method_not_allowed"],
  ["unknown_model", 404, "not_found_error", 404, "invalid_request_error", "model_not_found"],
  ["invalid_request", 400, "invalid_request_error", 400, "invalid_request_error", "invalid_value"],
  ["request_too_large", 413, "request_too_large", 413, "invalid_request_error", "request_too_large"],
  ["insufficient_balance", 402, "billing_error", 402, "insufficient_quota", "insufficient_balance"],
  ["conflict", 409, "conflict_error", 409, "invalid_request_error", "conflict"],
  ["rate_limited", 429, "rate_limit_error", 429, "rate_limit_error", "rate_limit_exceeded"],
  ["upstream_unavailable", 529, "overloaded_error", 503, "overloaded_error", "upstream_overloaded"],
  ["upstream_failed", 500, "api_error", 500, "server_error", "upstream_error"],
  ["upstream_timeout", 504, "timeout_error", 504, "server_error", "upstream_timeout"],
  ["internal", 500, "api_error", 500, "server_error", "internal_error"],
];

test.each(STATUS)("%s is sent in each format", (code, status, type, openAiStatus, openAiType, openAiCode) => {
  const error = new AppError(code, "Words.");
  const anthropic = errorReply("anthropic", error, "req_1");
  expect(anthropic.status).toBe(status);
  expect(JSON.parse(anthropic.body)).toEqual({ type: "error", error: { type, message: "Words." }, request_id: "req_1" });
  const openAi = errorReply("openai", error, "req_1");
  expect(openAi.status).toBe(openAiStatus);
  expect(JSON.parse(openAi.body).error).toEqual({ message: "Words.", type: openAiType, param: null, code: openAiCode });
});

test("an empty balance shows its facts beside the message", () => {
  const facts = { available: "0.5", held: "0.1", needed: "0.75", max_tokens_that_fits: 120 };
  const error = new AppError("insufficient_balance", "Top up.", { facts });
  for (const format of ["anthropic", "openai"] as const) {
    expect(JSON.parse(errorReply(format, error, "req_1").body).error).toMatchObject({ message: "Top up.", ...facts });
  }
});

test("facts never take the place of the message or its kind", () => {
  const error = new AppError("internal", "Words.", { facts: { type: "x", message: "y", code: "z" } });
  expect(JSON.parse(errorReply("anthropic", error, "r").body).error).toEqual({ type: "api_error", message: "Words.", code: "z" });
  expect(JSON.parse(errorReply("openai", error, "r").body).error).toMatchObject({ type: "server_error", message: "Words." });
});

describe("headers", () => {
  test("name the request twice and the type once", () => {
    expect(errorReply("openai", new AppError("internal", "x"), "req_1").headers).toEqual({
      "content-type": "application/json",
      "request-id": "req_1",
      "x-request-id": "req_1",
    });
  });

  test.each([
    [1, "1"],
    [0.2, "1"],
    [600, "60"],
    [-5, "0"],
  ])("ask to wait %d seconds as %s", (retryAfterSeconds, header) => {
    const error = new AppError("rate_limited", "x", { retryAfterSeconds });
    expect(errorReply("anthropic", error, "r").headers["retry-after"]).toBe(header);
  });
});

test("OpenAI's clients learn which parameter is at fault and why", () => {
  const body = (error: AppError) => JSON.parse(errorReply("openai", error, "r").body).error;
  expect(body(new UnsupportedParameter("n"))).toMatchObject({ param: "n", code: "unsupported_parameter" });
  expect(body(new AppError("invalid_request", "x", { param: "stop" }))).toMatchObject({ param: "stop", code: "invalid_value" });
  const tooLong = "prompt is too long: 210000 tokens > 200000 maximum";
  expect(body(new AppError("invalid_request", tooLong))).toMatchObject({ code: "context_length_exceeded", message: tooLong });
});

test.each([
  ["/api/v1/messages", {}, "anthropic"],
  ["/api/v1/messages/count_tokens", {}, "anthropic"],
  ["/api/v1/chat/completions", { "anthropic-version": "2023-06-01" }, "openai"],
  ["/api/v1/models", { "anthropic-version": "2023-06-01" }, "anthropic"],
  ["/api/v1/models", {}, "openai"],
  ["/api/v1/unknown", {}, "openai"],
] as const)("%s with %j is answered in the format of %s", (path, headers, format) => {
  expect(formatOf(path, headers)).toBe(format);
});
