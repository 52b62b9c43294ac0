/** The upstream's answers, made once. Everything is at fixed places, so an answer costs next to nothing. */
const EVENTS = 50;
const usage = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 150 };
const message = {
  id: "msg_bench",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-6",
  content: [{ type: "text", text: "Lorem ipsum dolor sit amet. ".repeat(24) }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage,
};
const body = JSON.stringify(message);

export const wholeAnswer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);

export const streamHead = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n",
);

export const streamBegin = [
  chunkOf("message_start", { message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } }),
  chunkOf("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
];
export const delta = deltaOf("Lorem ipsum dolor sit amet. ");
export const streamEnd = [
  chunkOf("content_block_stop", { index: 0 }),
  chunkOf("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 150 } }),
  Buffer.concat([chunkOf("message_stop", {}), Buffer.from("0\r\n\r\n")]),
];
export const DELTAS = EVENTS - streamBegin.length - streamEnd.length;

/** A delta with the moment at which it was written, in nanoseconds of the machine's clock. */
export function timedDelta(): Buffer {
  return deltaOf(`at:${process.hrtime.bigint()};`);
}

function deltaOf(text: string): Buffer {
  return chunkOf("content_block_delta", { index: 0, delta: { type: "text_delta", text } });
}

function chunkOf(type: string, fields: object): Buffer {
  const frame = `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  return Buffer.from(`${frame.length.toString(16)}\r\n${frame}\r\n`);
}
