import { z } from "zod";
import { count, dollars, named, uuid } from "./named";

const facts = {
  reason: z.string().optional().describe("Which limit it was: `monthly_cap` or `key_budget`."),
  available: dollars.optional().describe("What the balance has left, at a 402."),
  held: dollars.optional().describe("What is held for calls that are running."),
  needed: dollars.optional().describe("The most that the refused call might have cost."),
  limit: dollars.optional(),
  spent: dollars.optional(),
  resets_at: z.string().nullable().optional(),
  max_tokens_that_fits: count
    .nullable()
    .optional()
    .describe("With this `max_tokens` the call would have been let in; null where nothing fits."),
  key_id: uuid.optional().describe("The key that this Idempotency-Key has made before."),
};

export const openAiError = named(
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

export const anthropicError = named(
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
  "A refusal as Anthropic's clients expect it. On paths that both families use, it is sent to whoever sends `anthropic-version`.",
);
