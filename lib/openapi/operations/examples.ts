/** The examples of the document: one call in every format, and its traces in usage and balance. */
export const MODEL = "claude-sonnet-4-6";
export const CALL_ID = "0193f0a4-5b1c-7c8e-9d2f-3a4b5c6d7e8f";
export const KEY_ID = "0193f0a3-11aa-7b2c-8d3e-4f5061728394";
export const WORKSPACE_ID = "0193f0a2-0f1e-7d2c-8b3a-495867768594";
export const AT = "2026-11-21T10:00:18.000Z";

export const MODEL_ENTRY = {
  id: MODEL,
  type: "model",
  object: "model",
  created: 1_771_286_400,
  owned_by: "anthropic",
  display_name: "Claude Sonnet 4.6",
  created_at: "2026-02-17T00:00:00Z",
  line: "sonnet",
  lifecycle: "active",
  deprecated_at: null,
  capabilities: null,
  retires_at: null,
  max_input_tokens: 1_000_000,
  max_tokens: 64_000,
};

const cached = {
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
};
const chatUsage = {
  prompt_tokens: 12,
  completion_tokens: 9,
  total_tokens: 21,
  prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
  ...cached,
};
const chat = { id: "chatcmpl-01G1", created: 1_795_255_218, model: MODEL };

export const MESSAGE = {
  id: "msg_01G1",
  type: "message",
  role: "assistant",
  model: MODEL,
  content: [{ type: "text", text: "Hello! How can I help?" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 12, output_tokens: 9, ...cached },
};

export const COMPLETION = {
  ...chat,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello! How can I help?", refusal: null },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: chatUsage,
};

export const RESPONSE = {
  id: "resp_01G1",
  object: "response",
  created_at: chat.created,
  status: "completed",
  error: null,
  incomplete_details: null,
  model: MODEL,
  output: [
    {
      id: "msg_01G1_0",
      type: "message",
      status: "completed",
      role: "assistant",
      content: [{ type: "output_text", text: "Hello! How can I help?", annotations: [], logprobs: [] }],
    },
  ],
  usage: {
    input_tokens: 12,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 21,
    ...cached,
  },
};

export const EVENTS = [
  named("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: { input_tokens: 12, output_tokens: 1 } } }),
  named("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  named("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hello! How can I help?" } }),
  named("content_block_stop", { index: 0 }),
  named("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 9 } }),
  named("message_stop", {}),
].join("");

export const CHUNKS = `${[
  { delta: { role: "assistant", content: "", refusal: null }, finish_reason: null },
  { delta: { content: "Hello! How can I help?" }, finish_reason: null },
  { delta: {}, finish_reason: "stop" },
]
  .map(({ delta, finish_reason }) => ({
    ...chat,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  }))
  .map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  .join("")}data: [DONE]\n\n`;

export const RESPONSE_EVENTS = [
  named("response.created", { sequence_number: 0, response: { id: RESPONSE.id, object: "response", status: "in_progress" } }),
  named("response.output_text.delta", { sequence_number: 4, item_id: "msg_01G1_0", output_index: 0, content_index: 0, delta: "Hello!" }),
  named("response.completed", { sequence_number: 9, response: { id: RESPONSE.id, object: "response", status: "completed" } }),
].join("");

function named(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
