import { z } from "zod";
import { count, instant, named } from "@/lib/openapi/schemas/named";

export const model = named(
  "Model",
  z.object({
    id: z.string(),
    type: z.literal("model"),
    object: z.literal("model"),
    created: count.describe("Seconds since 1970."),
    owned_by: z.string(),
    display_name: z.string(),
    created_at: instant,
    line: z.string().describe("The family: opus, sonnet, haiku."),
    lifecycle: z.string(),
    deprecated_at: instant.nullable().describe("Null if it is not known."),
    capabilities: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe("Anthropic's list of what the model can do. Null if it is not known."),
    retires_at: instant.nullable(),
    max_input_tokens: count,
    max_tokens: count.describe("The longest answer."),
  }),
  "A model as both OpenAI's and Anthropic's clients read it.",
);

export const modelList = named(
  "ModelList",
  z.object({
    object: z.literal("list"),
    data: z.array(model),
    has_more: z.literal(false),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
  }),
  "Every model that can be called now, the newest first, on one page.",
);
