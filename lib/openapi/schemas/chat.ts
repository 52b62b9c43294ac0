import { z } from "zod";
import { count, named } from "@/lib/openapi/schemas/named";

const cacheControl = z.looseObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() });
const part = z.looseObject({ type: z.string(), cache_control: cacheControl.optional() });
const functionCall = z.looseObject({ name: z.string(), arguments: z.string() });
const toolCall = z.looseObject({
  id: z.string(),
  type: z.enum(["function", "custom"]),
  function: functionCall.optional(),
  custom: z.looseObject({ name: z.string(), input: z.string() }).optional().describe("A call of a tool that takes plain text."),
});
const tools = z.array(z.looseObject({})).nullable().optional();

export const chatRequest = named(
  "ChatRequest",
  z.looseObject({
    model: z.string().min(1),
    messages: z.array(
      z.looseObject({
        role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
        content: z
          .union([z.string(), z.array(part)])
          .nullable()
          .optional(),
        tool_calls: z.array(toolCall).nullable().optional(),
        tool_call_id: z.string().optional(),
        function_call: functionCall.nullable().optional(),
      }),
    ),
    max_completion_tokens: count
      .nullable()
      .optional()
      .describe("The longest answer, in tokens. Default: 16,384, or the model's maximum if that is less."),
    max_tokens: count.nullable().optional().describe("The older name of `max_completion_tokens`."),
    stream: z.boolean().nullable().optional(),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullable().optional(),
    temperature: z.number().min(0).max(2).nullable().optional(),
    top_p: z.number().min(0).max(1).nullable().optional(),
    stop: z
      .union([z.string(), z.array(z.string())])
      .nullable()
      .optional(),
    tools: tools.describe(
      "Functions, custom tools and web search, in the nested or the flat shape. Tools that only another provider can run are left out, and named in `x-relais-ignored`.",
    ),
    tool_choice: z
      .union([z.string(), z.looseObject({})])
      .nullable()
      .optional()
      .describe(
        "Some models cannot be forced to call a tool. They are asked to in words, and the parameter is named in `x-relais-ignored`. With `x-relais-strict: true` the call is refused instead.",
      ),
    web_search_options: z.looseObject({}).nullable().optional().describe("Offers Claude's own web search, at its price for each search."),
    functions: tools.describe("The older name of `tools`. The answer then has the older shape too."),
    function_call: z
      .union([z.string(), z.looseObject({})])
      .nullable()
      .optional(),
    parallel_tool_calls: z.boolean().nullable().optional(),
    response_format: z
      .looseObject({ type: z.enum(["text", "json_object", "json_schema"]) })
      .nullable()
      .optional(),
    reasoning_effort: z.string().nullable().optional(),
    prompt_cache_key: z
      .string()
      .nullable()
      .optional()
      .describe("Calls with the same key are sent to the same account, which has their prompt cached."),
    cache_control: cacheControl
      .nullable()
      .optional()
      .describe("Caches the prompt up to this point. Messages, parts and tools can have it too."),
  }),
  "OpenAI's chat request. A field that Claude cannot follow is refused by name. A field without effect is named in `x-relais-ignored`.",
);

const usage = named(
  "ChatUsage",
  z.object({
    prompt_tokens: count.describe("All input, cached or not."),
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z.object({ cached_tokens: count, cache_write_tokens: count, audio_tokens: count.optional() }),
    completion_tokens_details: z.object({
      reasoning_tokens: count,
      audio_tokens: count.optional(),
      accepted_prediction_tokens: count.optional(),
      rejected_prediction_tokens: count.optional(),
    }),
    cache_creation_input_tokens: count,
    cache_read_input_tokens: count,
    cache_creation: z.object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }),
  }),
  "OpenAI's counts, with Anthropic's own beside them.",
);

const finishReason = z.enum(["stop", "length", "tool_calls", "function_call", "content_filter"]);
const reasoning = {
  reasoning_content: z.string().optional().describe("The model's thinking, if it shows it."),
  reasoning_details: z
    .array(z.looseObject({ type: z.string() }))
    .optional()
    .describe("The same thinking with its signatures. Send it back with the message."),
};

export const chatCompletion = named(
  "ChatCompletion",
  z.object({
    id: z.string(),
    object: z.literal("chat.completion"),
    created: count,
    model: z.string(),
    choices: z.array(
      z.object({
        index: count,
        message: z.object({
          role: z.literal("assistant"),
          content: z.string().nullable(),
          refusal: z.string().nullable(),
          tool_calls: z.array(toolCall).optional(),
          function_call: functionCall.optional(),
          ...reasoning,
        }),
        logprobs: z.null(),
        finish_reason: finishReason,
      }),
    ),
    usage,
  }),
  "OpenAI's chat completion.",
);

export const chatChunk = named(
  "ChatChunk",
  z.object({
    id: z.string(),
    object: z.literal("chat.completion.chunk"),
    created: count,
    model: z.string(),
    choices: z.array(
      z.object({
        index: count,
        delta: z.looseObject({
          role: z.literal("assistant").optional(),
          content: z.string().nullable().optional(),
          refusal: z.string().nullable().optional(),
          tool_calls: z.array(z.looseObject({ index: count })).optional(),
          ...reasoning,
        }),
        logprobs: z.null(),
        finish_reason: finishReason.nullable(),
      }),
    ),
    usage: usage.nullable().optional().describe("On the last chunk, if `stream_options.include_usage` is true."),
  }),
  "One chunk of a stream, which ends with `data: [DONE]`.",
);
