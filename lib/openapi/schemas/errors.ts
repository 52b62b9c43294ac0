import { z } from "zod";
import { count, dollars, named, uuid } from "@/lib/openapi/schemas/named";

const facts = {
  reason: z
    .string()
    .optional()
    .describe(
      "Which limit it was, `monthly_cap` or `key_budget`; or why a repeat is not made: `idempotent_call_running`, `idempotent_call_charged` " +
        "or `idempotency_key_reused`.",
    ),
  call: z.string().optional().describe("The `request-id` of the call that this Idempotency-Key stands for."),
  state: z.string().optional().describe("`running`, or how that call ended."),
  http_status: count.nullable().optional().describe("The status that it was answered with; null while it runs."),
  charge: dollars.nullable().optional().describe("What it was charged; null while it runs."),
  receipt: z.string().optional().describe("Where its receipt is: `GET` this path."),
  available: dollars.optional().describe("What the balance has left, at a 402."),
  held: dollars.optional().describe("What is held for calls that are running."),
  needed: dollars.nullable().optional().describe("The most that the refused call might have cost; null where nothing of it was read."),
  limit: dollars.optional(),
  spent: dollars.optional(),
  resets_at: z.string().nullable().optional(),
  max_tokens_that_fits: count
    .nullable()
    .optional()
    .describe("With this `max_tokens` the call would have been let in; null where nothing fits."),
  key_id: uuid.optional().describe("The key that this Idempotency-Key has made before."),
};

named(
  "OpenAiError",
  z.object({
    error: z.looseObject({
      message: z.string().describe("What happened, whether anything was charged, and what to do next."),
      type: z.string(),
      param: z.string().nullable().describe("The parameter at fault, as a path: `messages.3.content`."),
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
  "A refusal as Anthropic's clients expect it. On paths that both families use, it answers requests with `anthropic-version`.",
);
