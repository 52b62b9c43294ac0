import { z } from "zod";
import { count, named } from "@/lib/openapi/schemas/named";

const item = z.looseObject({ type: z.string().optional() });

export const responsesRequest = named(
  "ResponsesRequest",
  z.looseObject({
    model: z.string().min(1),
    input: z
      .union([z.string(), z.array(item)])
      .describe(
        "The whole conversation. For half an hour, an item of an answer can be sent as `item_reference`. Items are kept in memory only, and not at all if `store` is `false`.",
      ),
    instructions: z.string().nullable().optional(),
    max_output_tokens: count.nullable().optional(),
    stream: z.boolean().nullable().optional(),
    temperature: z.number().min(0).max(2).nullable().optional(),
    top_p: z.number().min(0).max(1).nullable().optional(),
    tools: z
      .array(z.looseObject({}))
      .nullable()
      .optional()
      .describe(
        "Functions, custom tools, namespaces and web search. Tools that only their own provider runs are left out and named in `x-relais-ignored`.",
      ),
    tool_choice: z
      .union([z.string(), z.looseObject({})])
      .nullable()
      .optional()
      .describe(
        "Some models cannot be forced to call a tool. They are asked to in words, and the parameter is named in `x-relais-ignored`. With `x-relais-strict: true` the call is refused instead.",
      ),
    reasoning: z.looseObject({ effort: z.string().nullable().optional() }).nullable().optional(),
    text: z.looseObject({}).nullable().optional(),
    include: z.array(z.string()).nullable().optional(),
    store: z.boolean().nullable().optional(),
    metadata: z.looseObject({}).nullable().optional(),
  }),
  "OpenAI's Responses request. A field that needs stored answers, such as `previous_response_id`, is refused by name.",
);

export const response = named(
  "Response",
  z.looseObject({
    id: z.string(),
    object: z.literal("response"),
    created_at: count,
    status: z.enum(["in_progress", "completed", "incomplete", "failed"]),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    incomplete_details: z.object({ reason: z.enum(["max_output_tokens", "content_filter"]) }).nullable(),
    model: z.string(),
    output: z.array(
      z.looseObject({ id: z.string(), type: z.enum(["message", "function_call", "custom_tool_call", "reasoning"]), status: z.string() }),
    ),
    usage: z
      .object({
        input_tokens: count,
        input_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count }),
        output_tokens: count,
        output_tokens_details: z.object({ reasoning_tokens: count }),
        total_tokens: count,
        cache_creation_input_tokens: count,
        cache_read_input_tokens: count,
        cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
      })
      .nullable(),
  }),
  "OpenAI's Response, with the fields that it repeats from its request.",
);

export const responseEvent = named(
  "ResponseEvent",
  z.looseObject({ type: z.string(), sequence_number: count }),
  "The data of one event of a stream: `response.created`, `response.output_text.delta`, `response.completed` and so on.",
);

export const inputTokens = named(
  "InputTokens",
  z.object({ object: z.literal("response.input_tokens"), input_tokens: count }),
  "How many tokens the prompt has.",
);
