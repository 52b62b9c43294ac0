import { z } from "zod";
import { count, dollars, named, uuid } from "@/lib/openapi/schemas/named";

const facts = {
  reason: z
    .string()
    .optional()
    .describe(
      "Which limit was reached: `monthly_cap` or `key_budget`. Or why a repeat was not made: `idempotent_call_running`, `idempotent_call_charged` " +
        "or `idempotency_key_reused`.",
    ),
  call: z.string().optional().describe("The `request-id` of the first call with this Idempotency-Key."),
  state: z.string().optional().describe("`running`, or how that call ended."),
  http_status: count.nullable().optional().describe("The status of that call's answer. Null while it runs."),
  charge: dollars.nullable().optional().describe("What that call was charged. Null while it runs."),
  receipt: z.string().optional().describe("The path of its receipt, for a `GET`."),
  available: dollars.optional().describe("The available balance, in a 402."),
  held: dollars.optional().describe("What is held for calls that are running."),
  needed: dollars.nullable().optional().describe("The most that the refused call could cost. Null if its body was not read."),
  limit: dollars.optional(),
  spent: dollars.optional(),
  resets_at: z.string().nullable().optional(),
  max_tokens_that_fits: count
    .nullable()
    .optional()
    .describe("The highest `max_tokens` with which the call is admitted. Null if there is none."),
  key_id: uuid.optional().describe("The key that was made with this Idempotency-Key."),
};

named(
  "OpenAiError",
  z.object({
    error: z.looseObject({
      message: z.string().describe("What happened, whether anything was charged, and what to do next."),
      type: z.string(),
      param: z.string().nullable().describe("The path of the wrong field, such as `messages.3.content`."),
      code: z.string().nullable(),
      ...facts,
    }),
    request_id: z.string(),
  }),
  "A refusal as OpenAI's clients expect it.",
);

named(
  "AnthropicError",
  z.object({
    type: z.literal("error"),
    error: z.looseObject({
      type: z.string(),
      message: z.string().describe("What happened, whether anything was charged, and what to do next."),
      ...facts,
    }),
    request_id: z.string(),
  }),
  "A refusal as Anthropic's clients expect it. On paths that both families use, requests with an `anthropic-version` header get it.",
);
