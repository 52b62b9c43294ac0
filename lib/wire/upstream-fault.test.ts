import { describe, expect, test } from "vitest";
import { refusalOfUpstream, safeFault } from "@/lib/wire/upstream-fault";

function anthropic(type: string, message: string, details?: object): Buffer {
  return Buffer.from(JSON.stringify({ type: "error", error: { type, message, details }, request_id: "req_upstream" }));
}

describe("the operator's own trouble is an overload to the caller:", () => {
  test.each([
    [401, anthropic("authentication_error", "invalid x-api-key")],
    [402, anthropic("billing_error", "Pay first.")],
    [403, anthropic("permission_error", "Not your model.")],
    [400, anthropic("invalid_request_error", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.")],
    [
      400,
      anthropic(
        "invalid_request_error",
        "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
      ),
    ],
    [400, anthropic("invalid_request_error", "This organization has been disabled.")],
    [400, anthropic("invalid_request_error", "Stopped.", { error_code: "organization_on_hold" })],
    [429, anthropic("rate_limit_error", "This request would exceed the spend limit of your organization.")],
    [429, anthropic("rate_limit_error", "Limit.", { error_code: "enforced_spend_limit_reached" })],
    [400, Buffer.from('{"message":"Invocation of model ID x with on-demand throughput isn\u2019t supported."}')],
    [400, Buffer.from('{"error":{"code":400,"message":"Enable it.","status":"FAILED_PRECONDITION"}}')],
    [403, Buffer.from("<html>Forbidden</html>")],
  ])("%d %s", (status, body) => {
    const refusal = refusalOfUpstream(status, body);
    expect(refusal.fault).toBe("operator");
    expect(refusal.error.code).toBe("upstream_unavailable");
    expect(refusal.error.message).not.toMatch(/credit|usage limit|organization|api-key|Pay|Not your|Enable|Limit\./);
  });
});

describe("an error of the caller keeps the upstream's words:", () => {
  test.each([
    [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "invalid_request"],
    [404, "not_found_error", "model: claude-3-5-sonnet-20241022", "unknown_model"],
    [413, "request_too_large", "Request exceeds the maximum size", "request_too_large"],
    [400, "invalid_request_error", "tools.0.custom.name: `authentication billing` is too long", "invalid_request"],
  ])("%d %s", (status, type, message, code) => {
    const refusal = refusalOfUpstream(status, anthropic(type, message));
    expect(refusal).toMatchObject({ fault: "caller", error: { code, message } });
  });
});

test("an error of the caller keeps the upstream's code, which clients read", () => {
  const body = anthropic("invalid_request_error", "Too many pixels.", { error_code: "image_dimensions_too_large" });
  const { error } = refusalOfUpstream(400, body);
  expect(error.facts).toEqual({ details: { error_code: "image_dimensions_too_large" } });
  expect(refusalOfUpstream(400, anthropic("invalid_request_error", "No.")).error.facts).toEqual({});
});

describe("an error that quotes the caller is the caller's fault, whatever it quotes:", () => {
  test.each([
    "credit balance: Extra inputs are not permitted",
    "Your credit balance is too low: Extra inputs are not permitted",
    "Your credit balance is too low. Please pay.: Extra inputs are not permitted",
    "Your credit balance is too low to access the Anthropic API.0.type: Field required",
    "You have reached your specified API usage limits. You will regain access at 00:00 UTC.: Input should be a valid string",
    "This organization has been disabled.: Extra inputs are not permitted",
    "messages.0.content: Your credit balance is too low.",
    "tools.0.custom.input_schema.properties.spend_limit.type: Input should be 'string'",
    "tools.0.custom.name: `organization_on_hold` is too long",
    "x-api-key: invalid x-api-key",
    "api usage limits, invalid beta flag and FAILED_PRECONDITION",
    "Malformed input request: #: extraneous key [on-demand throughput] is not permitted",
    "Invocation of model ID x with on-demand throughput isn't supported: Extra inputs are not permitted",
  ])("%s", (message) => {
    const refusal = refusalOfUpstream(400, anthropic("invalid_request_error", message));
    expect(refusal).toMatchObject({ fault: "caller", error: { code: "invalid_request", message } });
    expect(safeFault("invalid_request_error", message)).toEqual({ type: "invalid_request_error", message });
  });
});

describe("the upstream's own trouble makes the call fail over:", () => {
  test.each([
    [429, anthropic("rate_limit_error", "Too many."), "rate_limited"],
    [429, Buffer.from('[{"error":{"code":429,"message":"Quota exceeded","status":"RESOURCE_EXHAUSTED"}}]'), "rate_limited"],
    [529, anthropic("overloaded_error", "Overloaded"), "upstream_unavailable"],
    [500, anthropic("api_error", "Internal"), "upstream_failed"],
    [504, anthropic("timeout_error", "Timed out"), "upstream_timeout"],
    [502, Buffer.from("<html>Bad gateway</html>"), "upstream_unavailable"],
    [400, Buffer.from("garbage"), "upstream_unavailable"],
    [200, Buffer.from(""), "upstream_unavailable"],
  ])("%d %s", (status, body, code) => {
    expect(refusalOfUpstream(status, body)).toMatchObject({ fault: "upstream", error: { code } });
  });
});

test("the wait that the upstream asks for is whole for us and cut to a minute for the caller", () => {
  const refusal = refusalOfUpstream(429, anthropic("rate_limit_error", "x"), "3600");
  expect(refusal.retryAfterSeconds).toBe(3600);
  expect(refusal.error.retryAfterSeconds).toBe(60);
  expect(refusalOfUpstream(429, anthropic("rate_limit_error", "x"), "soon")).toMatchObject({
    retryAfterSeconds: null,
    error: { retryAfterSeconds: 1 },
  });
});

test("inside a stream the operator's trouble is an overload, and everything else is shown", () => {
  expect(safeFault("billing_error", "Pay first.")).toEqual({ type: "overloaded_error", message: "Overloaded" });
  expect(safeFault("api_error", "Your credit balance is too low")).toEqual({ type: "overloaded_error", message: "Overloaded" });
  expect(safeFault("api_error", "Internal")).toEqual({ type: "api_error", message: "Internal" });
});
