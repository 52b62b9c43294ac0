import { createServer, type Socket } from "node:net";

/** An upstream that answers at once with bytes made beforehand: plain sockets, so that it is not what is measured. */
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
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const streamHead = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nrequest-id: req_bench\r\ntransfer-encoding: chunked\r\n\r\n",
);
const streamEnd = Buffer.from("0\r\n\r\n");

const events: { type: string }[] = [
  { type: "message_start", message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } } as {
    type: string;
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } } as { type: string },
];
while (events.length < EVENTS - 3) {
  events.push({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Lorem ipsum dolor sit amet. " } } as {
    type: string;
  });
}
events.push(
  { type: "content_block_stop", index: 0 } as { type: string },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 150 } } as { type: string },
  { type: "message_stop" },
);
const chunks = events.map((event) => {
  const frame = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  return Buffer.from(`${frame.length.toString(16)}\r\n${frame}\r\n`);
});

function stream(socket: Socket, paceMs: number): void {
  socket.write(streamHead);
  let next = 0;
  const step = () => {
    if (socket.destroyed) return;
    const chunk = chunks[next];
    next += 1;
    if (!chunk) return void socket.write(streamEnd);
    socket.write(chunk);
    if (paceMs) setTimeout(step, paceMs);
    else setImmediate(step);
  };
  step();
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
    const headEnd = pending.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const length = /content-length: (\d+)/i.exec(pending.toString("latin1", 0, headEnd))?.[1];
    if (pending.length < headEnd + 4 + Number.parseInt(length ?? "0", 10)) return;
    const request = pending;
    pending = Buffer.alloc(0);
    if (request.indexOf('"stream":true') < 0) return socket.write(answer);
    const pace = request.indexOf("pace-ms-");
    stream(socket, pace < 0 ? 0 : Number.parseInt(request.toString("latin1", pace + 8, pace + 14), 10));
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}\n`);
});
process.on("SIGTERM", () => process.exit(0));
