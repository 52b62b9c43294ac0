import { createServer, type ServerResponse } from "node:http";

/** An upstream whose streams contain the moment at which each chunk was written, in nanoseconds of the machine's clock. */
const CHUNKS = 400;
const PACE_MS = 20;
const usage = { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: CHUNKS };
const message = { id: "msg_bench", type: "message", role: "assistant", model: "claude-haiku-4-5", content: [], stop_reason: null, usage };

function send(response: ServerResponse, event: { type: string }): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function stream(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const event = (type: string, fields: object) => send(response, { type, ...fields });
  event("message_start", { message });
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text: `at:${process.hrtime.bigint()};` } });
    if (sent < CHUNKS) return;
    clearInterval(timer);
    event("content_block_stop", { index: 0 });
    event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: CHUNKS } });
    event("message_stop", {});
    response.end();
  }, PACE_MS);
  response.on("close", () => clearInterval(timer));
}

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    if (body.includes('"stream":true')) return stream(response);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...message, content: [{ type: "text", text: "Done." }], stop_reason: "end_turn", stop_sequence: null }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("SIGTERM", () => process.exit(0));
