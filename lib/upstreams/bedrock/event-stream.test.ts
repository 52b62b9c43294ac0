import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EventStreamToSse } from "@/lib/upstreams/bedrock/event-stream-to-sse";

// Made with Amazon's own codec.
const PING_FRAME =
  "000000850000004bfd2a78930b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573223a2265794a306558426c496a6f6963476c755a794a39222c2270223a22616263227d730336a1";
const EXCEPTION_FRAME =
  "0000008e00000061514180540f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e73227dc81b1ec1";
const ping = Buffer.from(PING_FRAME, "hex");
const exception = Buffer.from(EXCEPTION_FRAME, "hex");

const toSse = (...chunks: Buffer[]) => {
  const filter = new EventStreamToSse("claude-sonnet-4-6");
  const text = chunks.map((chunk) => filter.push(chunk).toString("utf8")).join("") + filter.end().toString("utf8");
  return { text, isOver: filter.isOver };
};
const byteByByte = (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.of(byte));
const error = (type: string, message: string) =>
  `event: error\ndata: {"type":"error","error":{"type":"${type}","message":"${message}"}}\n\n`;
const DAMAGED = error("api_error", "The upstream's answer was damaged on its way.");

function frame(headers: Record<string, string>, payload: string): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) =>
      Buffer.concat([Buffer.of(name.length), Buffer.from(name), Buffer.of(7, value.length >> 8, value.length & 255), Buffer.from(value)]),
    ),
  );
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + head.length + body.length, 0);
  prelude.writeUInt32BE(head.length, 4);
  const checksum = (bytes: Buffer) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum;
  };
  const unsummed = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([unsummed, checksum(unsummed)]);
}
const eventFrame = (event: string) =>
  frame({ ":event-type": "chunk", ":message-type": "event" }, JSON.stringify({ bytes: Buffer.from(event).toString("base64"), p: "ab" }));

test("frames that arrive byte by byte become an event, then the error that ends the stream", () => {
  const { text, isOver } = toSse(...byteByByte(Buffer.concat([ping, exception])));
  expect(text).toBe(`event: ping\ndata: {"type":"ping"}\n\n${error("rate_limit_error", "Too many tokens")}`);
  expect(isOver).toBe(true);
});

test("however the bytes are cut, the events are the same", () => {
  const events = ["message_start", "content_block_start", "é漢字"].map((type) => eventFrame(`{"type":"ping","x":"${type}"}`));
  const bytes = Buffer.concat([...events, ping]);
  const whole = toSse(bytes).text;
  expect(whole.match(/event: ping/g)).toHaveLength(4);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
      expect(toSse(...chunks).text).toBe(whole);
    }),
    { numRuns: 200 },
  );
});

test("any changed byte is noticed, and earlier events stay", () => {
  for (let at = 0; at < ping.length; at++) {
    const damaged = Buffer.from(ping);
    damaged[at] = (damaged[at] ?? 0) ^ 0x20;
    const { text } = toSse(ping, damaged, ping);
    expect(text).toBe(`event: ping\ndata: {"type":"ping"}\n\n${DAMAGED}`);
  }
});

test("garbage never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
      toSse(Buffer.from(bytes));
      toSse(eventFrame(text), frame({ ":message-type": "event", ":event-type": "chunk" }, text), frame({ ":message-type": text }, text));
    }),
    { numRuns: 500 },
  );
});

const EXCEPTIONS: [kind: string, type: string][] = [
  ["throttlingException", "rate_limit_error"],
  ["validationException", "invalid_request_error"],
  ["modelTimeoutException", "timeout_error"],
  ["serviceUnavailableException", "overloaded_error"],
  ["modelStreamErrorException", "api_error"],
  ["internalServerException", "api_error"],
  ["somethingNewException", "api_error"],
];

test.each(EXCEPTIONS)("%s inside a stream becomes %s, and nothing follows it", (kind, type) => {
  const bytes = frame({ ":exception-type": kind, ":message-type": "exception" }, '{"message":"It failed"}');
  expect(toSse(Buffer.concat([bytes, ping]))).toEqual({ text: error(type, "It failed"), isOver: true });
});

test("an error without a payload uses the text of its headers", () => {
  const bytes = frame({ ":error-code": "InternalFailure", ":error-message": "Broken", ":message-type": "error" }, "");
  expect(toSse(bytes).text).toBe(error("api_error", "Broken"));
});

test("Amazon's metrics are removed from the last event", () => {
  const stop = '{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":8,"outputTokenCount":3,"firstByteLatency":1}}';
  expect(toSse(eventFrame(stop)).text).toBe('event: message_stop\ndata: {"type":"message_stop"}\n\n');
});

test("the start names the catalogue's model, and every other byte of it stays", () => {
  const start = '{"type":"message_start","message":{"id":"msg_bdrk_1", "model":"claude-sonnet-4-6-v1","x":1.0,"usage":{"input_tokens":1}}}';
  const data = start.replace("claude-sonnet-4-6-v1", "claude-sonnet-4-6");
  expect(toSse(eventFrame(start)).text).toBe(`event: message_start\ndata: ${data}\n\n`);
});

test("events without a type, of other kinds and over several lines do no harm", () => {
  const other = frame({ ":event-type": "initial-response", ":message-type": "event" }, "{}");
  expect(toSse(eventFrame('{"keepalive":true}'), other, eventFrame('{\n"type": "future",\n"x": 1}')).text).toBe(
    'event: future\ndata: {"type":"future","x":1}\n\n',
  );
});
