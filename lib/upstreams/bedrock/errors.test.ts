import { expect, test } from "vitest";
import { bedrockError } from "@/lib/upstreams/bedrock/errors";
import { errorBody } from "@/lib/upstreams/cloud-error";
import { anthropicErrorReply } from "@/lib/wire/anthropic/errors";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const ON_DEMAND =
  "Invocation of model ID anthropic.claude-opus-5 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.";
const TOO_LONG = "Input is too long for requested model.";
const SIGNATURE = "messages.1.content.0: Invalid `signature` in `thinking` block.";

/** Amazon's answer, its form in Anthropic's words, the party at fault, and the status that a caller sees. */
const ROWS: [status: number, kind: string, message: string, as: [number, string], fault: string, seen: number][] = [
  [400, "ValidationException", TOO_LONG, [400, "invalid_request_error"], "caller", 400],
  [400, "ValidationException", SIGNATURE, [400, "invalid_request_error"], "caller", 400],
  [400, "ValidationException", ON_DEMAND, [403, "permission_error"], "operator", 529],
  [400, "ValidationException", "The provided model identifier is invalid.", [403, "permission_error"], "operator", 529],
  [400, "ValidationException", "Operation not allowed", [403, "permission_error"], "operator", 529],
  [400, "ValidationException", "invalid beta flag", [500, "api_error"], "upstream", 500],
  [400, "ValidationException", "Your account is not authorized to invoke this API operation.", [403, "permission_error"], "operator", 529],
  [
    400,
    "ValidationException",
    "data retention mode 'default' is not available for this model.",
    [403, "permission_error"],
    "operator",
    529,
  ],
  [400, "ServiceQuotaExceededException", "Too many", [403, "permission_error"], "operator", 529],
  [401, "", "Unauthorized", [403, "permission_error"], "operator", 529],
  [403, "AccessDeniedException", "You don't have access to the model", [403, "permission_error"], "operator", 529],
  [403, "InvalidSignatureException", "The request signature does not match", [403, "permission_error"], "operator", 529],
  [404, "ResourceNotFoundException", "Could not resolve the foundation model", [403, "permission_error"], "operator", 529],
  [408, "ModelTimeoutException", "Model timed out", [504, "timeout_error"], "upstream", 504],
  [413, "", "Too large", [413, "request_too_large"], "caller", 413],
  [424, "ModelErrorException", "The model failed", [500, "api_error"], "upstream", 500],
  [424, "ModelStreamErrorException", "The model failed", [500, "api_error"], "upstream", 500],
  [429, "ThrottlingException", "Too many requests", [429, "rate_limit_error"], "upstream", 429],
  [429, "ModelNotReadyException", "The model is not ready", [529, "overloaded_error"], "upstream", 529],
  [500, "InternalServerException", "Broken", [500, "api_error"], "upstream", 500],
  [503, "ServiceUnavailableException", "Busy", [529, "overloaded_error"], "upstream", 529],
];

test.each(ROWS)("%i %s (%s)", (status, kind, message, [asStatus, asType], fault, seen) => {
  const error = bedrockError(status, `${kind}:http://internal.amazon.com/`, Buffer.from(JSON.stringify({ message })));
  expect([error.status, error.type]).toEqual([asStatus, asType]);
  const refusal = refusalOfUpstream(error.status, errorBody(error), "7");
  expect(refusal.fault).toBe(fault);
  expect(refusal.upstreamMessage).toContain(message);
  const reply = anthropicErrorReply(refusal.error, "req_1");
  expect(reply.status).toBe(seen);
  expect(JSON.stringify(reply.body).includes("Amazon")).toBe(false);
});

test.each([
  "access to the model: Extra inputs are not permitted",
  "Operation not allowed: Extra inputs are not permitted",
  "You don't have access to the model with a name: Field required",
  "The provided model identifier is invalid.: Extra inputs are not permitted",
  "invalid beta flag: Extra inputs are not permitted",
  "Malformed input request: #: extraneous key [data retention mode] is not permitted, please reformat your input and try again.",
])("an error that quotes the caller is the caller's fault, whatever it quotes: %s", (message) => {
  const error = bedrockError(400, "ValidationException", Buffer.from(JSON.stringify({ message })));
  expect(error).toEqual({ status: 400, type: "invalid_request_error", message });
  expect(refusalOfUpstream(error.status, errorBody(error)).fault).toBe("caller");
});

test("a kind may also stand in the body, and an unreadable body is an error of the upstream's", () => {
  const inBody = Buffer.from('{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"No"}');
  expect(bedrockError(400, undefined, inBody)).toMatchObject({
    type: "permission_error",
    message: "Amazon Bedrock 400 AccessDeniedException: No",
  });
  expect(bedrockError(502, undefined, Buffer.from("<html>"))).toEqual({ status: 500, type: "api_error", message: "" });
});
