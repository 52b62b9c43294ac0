import { z } from "zod";
import type { ErrorCode } from "@/lib/basics/errors";
import { ANTHROPIC_RATES, CALL_HEADERS, OPENAI_RATES } from "@/lib/openapi/headers";
import type { Operation, Parameter } from "@/lib/openapi/operation";
import { CHUNKS, COMPLETION, EVENTS, MESSAGE, MODEL, RESPONSE, RESPONSE_EVENTS } from "@/lib/openapi/operations/examples";
import { chatChunk, chatCompletion, chatRequest } from "@/lib/openapi/schemas/chat";
import { countTokensRequest, message, messageEvent, messagesRequest, tokenCount } from "@/lib/openapi/schemas/messages";
import { inputTokens, response, responseEvent, responsesRequest } from "@/lib/openapi/schemas/responses";

const ERRORS: ErrorCode[] = [
  "invalid_request",
  "insufficient_balance",
  "balance_owed",
  "payment_questioned",
  "workspace_restricted",
  "unknown_model",
  "request_too_large",
  "conflict",
  "rate_limited",
  "upstream_unavailable",
  "upstream_failed",
  "upstream_timeout",
];

const COUNT_ERRORS: ErrorCode[] = [
  "invalid_request",
  "unknown_model",
  "request_too_large",
  "rate_limited",
  "upstream_unavailable",
  "upstream_failed",
  "upstream_timeout",
];

const fit: Parameter = {
  in: "header",
  name: "x-relais-fit-max-tokens",
  description:
    "`true` lowers `max_tokens` to what the balance covers instead of refusing the call. `x-relais-max-tokens` in the response says to how much.",
  schema: z.enum(["true", "false"]),
};
const strict: Parameter = {
  in: "header",
  name: "x-relais-strict",
  description: "`true` refuses a call if the model cannot be forced to follow its tool choice. Otherwise the model is asked to in words.",
  schema: z.enum(["true", "false"]),
};
const idempotency: Parameter = {
  in: "header",
  name: "idempotency-key",
  description:
    "Within 24 hours a repeat with the same value never pays twice. For ten minutes the process that made the call returns the same bytes " +
    "(`x-relais-idempotent-replay: true`). Otherwise the repeat is refused, and the error says what the call was charged and where " +
    "its receipt is. If the call was free, the repeat is made. Another body with the same value is refused.",
  schema: z.string(),
  example: "report-2026-11-22-1",
};
export const version: Parameter = {
  in: "header",
  name: "anthropic-version",
  description: "Sent to the upstream unchanged. Without it, `2023-06-01` is sent.",
  schema: z.string(),
  example: "2023-06-01",
};
export const beta: Parameter = { in: "header", name: "anthropic-beta", description: "Sent to the upstream unchanged.", schema: z.string() };
const HELLO = [{ role: "user", content: "Hello, Claude!" }];

export const RELAYED: Operation[] = [
  {
    path: "/messages",
    method: "post",
    operationId: "createMessage",
    tag: "Calls",
    summary: "Call a model in Anthropic's format",
    description:
      "For Anthropic's clients and Claude Code: their base URL is `/api`, without `/v1`. The body is sent to the upstream byte for byte. " +
      "The most that a call may cost is held before it starts. It is charged once when it ends, before the end of the answer is sent.",
    key: "ordinary",
    parameters: [version, beta, fit, idempotency],
    body: { schema: messagesRequest, example: { model: MODEL, max_tokens: 500, messages: HELLO } },
    answer: {
      status: 200,
      description: "The message, or with `stream: true` its events.",
      schema: message,
      example: MESSAGE,
      headers: [...CALL_HEADERS, ...ANTHROPIC_RATES],
      stream: { event: messageEvent, example: EVENTS },
    },
    errors: ERRORS,
    format: "anthropic",
  },
  {
    path: "/messages/count_tokens",
    method: "post",
    operationId: "countTokens",
    tag: "Calls",
    summary: "Count the tokens of a prompt",
    description: "Free, even with an empty balance. It has a limit of its own, as high as that for calls.",
    key: "ordinary",
    parameters: [version, beta],
    body: { schema: countTokensRequest, example: { model: MODEL, messages: HELLO } },
    answer: { status: 200, description: "The count.", schema: tokenCount, example: { input_tokens: 12 }, headers: ANTHROPIC_RATES },
    errors: COUNT_ERRORS,
    format: "anthropic",
  },
  {
    path: "/chat/completions",
    method: "post",
    operationId: "createChatCompletion",
    tag: "Calls",
    summary: "Call a model in OpenAI's chat format",
    description:
      "For OpenAI's clients, whose base URL is `/api/v1`. The request is mapped to Anthropic's Messages, with `cache_control` in all " +
      "its places. A parameter that cannot be mapped and would change the answer is refused, and the error names it.",
    key: "ordinary",
    parameters: [fit, strict, idempotency],
    body: { schema: chatRequest, example: { model: MODEL, messages: HELLO } },
    answer: {
      status: 200,
      description: "The completion, or with `stream: true` its chunks.",
      schema: chatCompletion,
      example: COMPLETION,
      headers: [...CALL_HEADERS, "x-relais-ignored", ...OPENAI_RATES],
      stream: { event: chatChunk, example: CHUNKS },
    },
    errors: ERRORS,
    format: "openai",
  },
  {
    path: "/responses/input_tokens",
    method: "post",
    operationId: "countInputTokens",
    tag: "Calls",
    summary: "Count the tokens of a request in OpenAI's Responses format",
    description: "Counts what the request would send to the model. Free, with the limit of `/messages/count_tokens`.",
    key: "ordinary",
    body: { schema: responsesRequest, example: { model: MODEL, input: "Hello, Claude!" } },
    answer: {
      status: 200,
      description: "The count.",
      schema: inputTokens,
      example: { object: "response.input_tokens", input_tokens: 12 },
      headers: OPENAI_RATES,
    },
    errors: COUNT_ERRORS,
    format: "openai",
  },
  {
    path: "/responses",
    method: "post",
    operationId: "createResponse",
    tag: "Calls",
    summary: "Call a model in OpenAI's Responses format",
    description:
      "For clients that send the whole conversation, or refer to items of the last answers by their ids. Items are kept in memory only, reasoning is part of `encrypted_content`, and a parameter that needs storage " +
      "is refused by name.",
    key: "ordinary",
    parameters: [fit, strict, idempotency],
    body: { schema: responsesRequest, example: { model: MODEL, input: "Hello, Claude!" } },
    answer: {
      status: 200,
      description: "The response, or with `stream: true` its events.",
      schema: response,
      example: RESPONSE,
      headers: [...CALL_HEADERS, "x-relais-ignored", ...OPENAI_RATES],
      stream: { event: responseEvent, example: RESPONSE_EVENTS },
    },
    errors: ERRORS,
    format: "openai",
  },
];
