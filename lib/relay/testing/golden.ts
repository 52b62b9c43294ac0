/** 12 input, 1,000 cached for five minutes, 2,000 for an hour, 20,000 cache read, 150 output: every class. */
export const USAGE = {
  input_tokens: 12,
  cache_creation_input_tokens: 3000,
  cache_read_input_tokens: 20000,
  cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
  output_tokens: 150,
  service_tier: "standard",
  inference_geo: "global",
};
export const MODEL = "claude-sonnet-4-6";
/** The charge of that usage on Claude Sonnet 4.6 at list price. */
export const USAGE_CHARGE_NANO = 24_036_000n;

export const MESSAGE = {
  id: "msg_01G1",
  type: "message",
  role: "assistant",
  model: MODEL,
  content: [{ type: "text", text: "Checking." }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: USAGE,
};

const { output_tokens: _, ...startUsage } = USAGE;

/** A whole stream with thinking, text and tool use: one string for each event. */
export const STREAM: string[] = [
  frame("message_start", { message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...startUsage, output_tokens: 1 } } }),
  frame("content_block_start", { index: 0, content_block: { type: "thinking", thinking: "", signature: "" } }),
  'event: ping\ndata: {"type": "ping"}\n\n',
  frame("content_block_delta", { index: 0, delta: { type: "thinking_delta", thinking: "Need weather." } }),
  frame("content_block_delta", { index: 0, delta: { type: "signature_delta", signature: "EqQB=" } }),
  frame("content_block_stop", { index: 0 }),
  frame("content_block_start", { index: 1, content_block: { type: "text", text: "" } }),
  frame("content_block_delta", { index: 1, delta: { type: "text_delta", text: "Checking." } }),
  frame("content_block_stop", { index: 1 }),
  frame("content_block_start", { index: 2, content_block: { type: "tool_use", id: "toolu_A", name: "get_weather", input: {} } }),
  frame("content_block_delta", { index: 2, delta: { type: "input_json_delta", partial_json: '{"city": "Paris"}' } }),
  frame("content_block_stop", { index: 2 }),
  frame("message_delta", {
    delta: { stop_reason: "tool_use", stop_sequence: null },
    usage: { input_tokens: 12, cache_creation_input_tokens: 3000, cache_read_input_tokens: 20000, output_tokens: 150 },
  }),
  frame("message_stop", {}),
];

export function frame(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

export const ASK = { model: MODEL, max_tokens: 1000, messages: [{ role: "user" as const, content: "What is the weather?" }] };

/** The same question with other fields, in the format of this path. */
export function askAt(path: string, fields: Partial<typeof ASK> & { stream?: boolean } = {}): object {
  const { max_tokens, messages, ...others } = { ...ASK, ...fields };
  return path === "/api/v1/responses" ? { ...others, max_output_tokens: max_tokens, input: messages } : { ...others, max_tokens, messages };
}
