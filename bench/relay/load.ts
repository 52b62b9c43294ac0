import { connect, type Socket } from "node:net";

/** Keeps `concurrency` calls going for a time over keep-alive sockets, and prints what it saw as JSON. */
const [address = "", secret = "", kind = "json", concurrencyText = "1", secondsText = "3"] = process.argv.slice(2);
const target = new URL(address);
const concurrency = Number.parseInt(concurrencyText, 10);
const runMs = Number.parseInt(secondsText, 10) * 1000;

const prompt = "Lorem ipsum dolor sit amet. ".repeat(30);
const body = JSON.stringify({
  model: "claude-sonnet-4-6",
  max_tokens: 200,
  ...(kind === "json" ? {} : { stream: true }),
  messages: [{ role: "user", content: kind === "paced" ? `pace-ms-1000 ${prompt}` : prompt }],
});
const request = Buffer.from(
  `POST /api/v1/messages HTTP/1.1\r\nhost: ${target.host}\r\nx-api-key: ${secret}\r\nanthropic-version: 2023-06-01\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);
const CHUNKED_END = Buffer.from("0\r\n\r\n");

const latencies: number[] = [];
const firstBytes: number[] = [];
let errors = 0;
let firstError = "";
const start = performance.now();
const isOver = () => performance.now() - start > runMs;

/** One call after another on one connection. */
function converse(socket: Socket, done: () => void): void {
  let sentAt = 0;
  let received = 0;
  let isDone = false;
  /** Bytes of the whole answer, or -1 for one that ends with an empty chunk. */
  let expected = 0;
  let lastBytes: Buffer = Buffer.alloc(0);
  const send = () => {
    sentAt = performance.now();
    received = 0;
    lastBytes = Buffer.alloc(0);
    socket.write(request);
  };
  const finish = () => {
    latencies.push(performance.now() - sentAt);
    if (!isOver()) return send();
    isDone = true;
    socket.destroy();
    done();
  };
  const fault = (text: string) => {
    if (isDone) return;
    isDone = true;
    errors += 1;
    firstError ||= text;
    socket.destroy();
    done();
  };
  socket.on("connect", send);
  socket.on("error", (error) => fault(error.message));
  socket.on("close", () => fault("the connection was closed in the middle of an answer"));
  socket.on("data", (chunk) => {
    if (received === 0) {
      firstBytes.push(performance.now() - sentAt);
      const head = chunk.toString("latin1", 0, chunk.indexOf("\r\n\r\n"));
      if (!head.startsWith("HTTP/1.1 200")) return fault(chunk.toString("latin1"));
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      expected = length ? head.length + 4 + Number.parseInt(length, 10) : -1;
    }
    received += chunk.length;
    if (expected >= 0) return received >= expected ? finish() : undefined;
    lastBytes = chunk.length >= 5 ? chunk.subarray(-5) : Buffer.concat([lastBytes, chunk]).subarray(-5);
    if (lastBytes.equals(CHUNKED_END)) finish();
  });
}

let open = concurrency;
for (let index = 0; index < concurrency; index += 1) {
  const socket = connect({ host: target.hostname, port: Number.parseInt(target.port, 10), noDelay: true });
  converse(socket, () => {
    open -= 1;
    if (open === 0) report();
  });
}

function report(): void {
  const elapsedMs = performance.now() - start;
  const at = (values: number[], part: number) => values.sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((part) => at(latencies, part));
  process.stdout.write(
    `${JSON.stringify({ calls: latencies.length, errors, firstError, elapsedMs, p50, p90, p99, firstByteP50: at(firstBytes, 0.5) })}\n`,
  );
}
