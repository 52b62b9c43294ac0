import { expect, test } from "vitest";
import { errorBody } from "@/lib/upstreams/cloud-error";
import { vertexError } from "@/lib/upstreams/vertex/errors";
import { anthropicErrorReply } from "@/lib/wire/anthropic/errors";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

/** Google's answer, its form in Anthropic's words, the party at fault, and the status that a caller sees. */
const ROWS: [code: number, status: string, message: string, as: [number, string], fault: string, seen: number][] = [
  [400, "INVALID_ARGUMENT", "prompt is too long", [400, "invalid_request_error"], "caller", 400],
  [400, "FAILED_PRECONDITION", "The model is not enabled", [403, "permission_error"], "operator", 529],
  [
    400,
    "INVALID_ARGUMENT",
    "Unexpected value(s) `x` for the `anthropic-beta` header. Try it without.",
    [500, "api_error"],
    "upstream",
    500,
  ],
  [400, "INVALID_ARGUMENT", "Publisher Model `p/m@1` is not servable in region us-east5.", [403, "permission_error"], "operator", 529],
  [400, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 31457280 bytes.", [413, "request_too_large"], "caller", 413],
  [401, "UNAUTHENTICATED", "Request had invalid credentials", [403, "permission_error"], "operator", 529],
  [403, "PERMISSION_DENIED", "Permission denied", [403, "permission_error"], "operator", 529],
  [404, "NOT_FOUND", "Publisher Model was not found", [403, "permission_error"], "operator", 529],
  [413, "", "Too large", [413, "request_too_large"], "caller", 413],
  [429, "RESOURCE_EXHAUSTED", "Quota exceeded", [429, "rate_limit_error"], "upstream", 429],
  [499, "CANCELLED", "Cancelled", [500, "api_error"], "upstream", 500],
  [500, "INTERNAL", "Broken", [500, "api_error"], "upstream", 500],
  [503, "UNAVAILABLE", "Busy", [529, "overloaded_error"], "upstream", 529],
  [504, "DEADLINE_EXCEEDED", "Too slow", [504, "timeout_error"], "upstream", 504],
];

test.each(ROWS)("%i %s (%s)", (code, status, message, [asStatus, asType], fault, seen) => {
  const google = { error: { code, message, status } };
  for (const body of [google, [google]]) {
    const error = vertexError(code, Buffer.from(JSON.stringify(body)));
    expect([error.status, error.type]).toEqual([asStatus, asType]);
    const refusal = refusalOfUpstream(error.status, errorBody(error));
    expect([refusal.fault, anthropicErrorReply(refusal.error, "req_1").status]).toEqual([fault, seen]);
  }
});

test.each([
  "enable billing: Extra inputs are not permitted",
  "tools.0.custom.input_schema.properties.anthropic-beta.type: Input should be 'string'",
  "Unexpected value(s) `x` for the `anthropic-beta` header: Extra inputs are not permitted",
  "Publisher Model x is not servable in region y.: Extra inputs are not permitted",
])("an error that quotes the caller is the caller's fault, whatever it quotes: %s", (message) => {
  const ofTheModel = { type: "error", error: { type: "invalid_request_error", message } };
  for (const body of [{ error: { code: 400, message, status: "INVALID_ARGUMENT" } }, ofTheModel]) {
    const error = vertexError(400, Buffer.from(JSON.stringify(body)));
    expect(error).toEqual({ status: 400, type: "invalid_request_error", message });
    expect(refusalOfUpstream(error.status, errorBody(error)).fault).toBe("caller");
  }
});

test("an error of the model's own, in Anthropic's shape, stays", () => {
  const body = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  expect(vertexError(529, Buffer.from(JSON.stringify(body)))).toEqual({ status: 529, type: "overloaded_error", message: "Overloaded" });
});

test("an unreadable body is an error of the upstream's", () => {
  expect(vertexError(502, Buffer.from("<html>"))).toEqual({ status: 500, type: "api_error", message: "" });
});
