import { z } from "zod";
import { count, named } from "@/lib/openapi/schemas/named";

const role = z.string().describe("`user` or `assistant`. Some models also take `system`.");
const block = z.looseObject({ type: z.string() });
const blocks = z.union([z.string(), z.array(block)]);

const conversation = {
  model: z.string().min(1).describe("Id or alias of a model of `GET /models`."),
  messages: z.array(z.looseObject({ role, content: blocks })),
  system: blocks.optional(),
  tools: z.array(z.looseObject({})).optional(),
  tool_choice: z.looseObject({ type: z.string() }).optional(),
  thinking: z.looseObject({ type: z.string() }).optional(),
};

export const messagesRequest = named(
  "MessagesRequest",
  z.looseObject({
    ...conversation,
    max_tokens: count.describe(
      "The longest answer, in tokens. Its price is held before the call starts. 0 fills a cache without an answer.",
    ),
    stream: z.boolean().optional(),
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    top_k: z.int().optional(),
    stop_sequences: z.array(z.string()).optional(),
    metadata: z.looseObject({}).optional(),
  }),
  "Anthropic's Messages request. The body goes upstream byte for byte, so fields that are newer than this document work too.",
);
export const countTokensRequest = named(
  "CountTokensRequest",
  z.looseObject(conversation),
  "A Messages request without `max_tokens`. Its tokens are counted, and no model answers it.",
);
export const tokenCount = named("TokenCount", z.looseObject({ input_tokens: count }), "How many tokens the prompt has.");

export const message = named(
  "Message",
  z.looseObject({
    id: z.string(),
    type: z.literal("message"),
    role: z.literal("assistant"),
    model: z.string(),
    content: z.array(block),
    stop_reason: z.string().nullable(),
    stop_sequence: z.string().nullable(),
    usage: z.looseObject({
      input_tokens: count,
      output_tokens: count,
      cache_creation_input_tokens: count.nullable().optional(),
      cache_read_input_tokens: count.nullable().optional(),
      cache_creation: z.looseObject({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count }).nullable().optional(),
    }),
  }),
  "Anthropic's Message, byte for byte as the upstream sent it.",
);

export const messageEvent = named(
  "MessageEvent",
  z.looseObject({
    type: z
      .string()
      .describe(
        "`message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`, `message_stop`, `ping` or `error`. There may be more.",
      ),
  }),
  "The data of one event of a stream. The `event:` line has its name.",
);
