import { expect, test } from "vitest";
import { ASKED, cut, deltaEvent, GOLDEN_STREAM, GOLDEN_TOKENS, relayed, STOP_EVENT, sse, startEvent, textEvent } from "../testing/streams";
import { MessagesStream } from "./messages-stream";
import { UsageMeter } from "./usage-meter";

const OVERLOADED = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
const LAST_FRAME = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

function newStream(): MessagesStream {
  return new MessagesStream(new UsageMeter(ASKED));
}

test("the golden stream, cut at every byte, passes byte for byte and is metered", () => {
  for (let place = 0; place <= GOLDEN_STREAM.length; place++) {
    const stream = newStream();
    expect(relayed(stream, cut(GOLDEN_STREAM, place))).toBe(GOLDEN_STREAM.toString());
    expect(stream.meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
  }
});

test("the last frame is only given out at the end, however the stream is cut", () => {
  for (let place = 0; place <= GOLDEN_STREAM.length; place++) {
    const stream = newStream();
    const sent = Buffer.concat(cut(GOLDEN_STREAM, place).map((chunk) => stream.push(chunk)));
    expect(sent.toString()).toBe(GOLDEN_STREAM.subarray(0, -LAST_FRAME.length).toString());
    expect(stream.end().toString()).toBe(LAST_FRAME);
  }
});

test("a chunk of whole frames is passed on without a copy", () => {
  const stream = newStream();
  const chunk = sse(startEvent({}), textEvent("Hello"));
  expect(stream.push(chunk)).toBe(chunk);
});

test("an error in the middle is the last frame, and nothing after it passes", () => {
  const stream = newStream();
  const begun = sse(startEvent({}), textEvent("Hello"));
  const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  expect(stream.push(Buffer.concat([begun, sse(error, textEvent("never"))])).toString()).toBe(begun.toString());
  expect(stream.push(sse(textEvent("never"), STOP_EVENT))).toHaveLength(0);
  expect(stream.end().toString()).toBe(OVERLOADED);
});

test("an error that speaks of the operator's account is told as an overload", () => {
  const stream = newStream();
  const error = { type: "invalid_request_error", message: "Your credit balance is too low to access the API." };
  stream.push(sse(startEvent({}), { type: "error", error }));
  expect(stream.end().toString()).toBe(OVERLOADED);
});

test("a stream cut inside a frame ends with a whole error frame after whole frames", () => {
  const stream = newStream();
  const begun = sse(startEvent({}), textEvent("Hello"));
  const sent = stream.push(Buffer.concat([begun, sse(textEvent("lost")).subarray(0, 40)]));
  expect(sent.toString()).toBe(begun.toString());
  expect(stream.end().toString()).toMatch(/^event: error\ndata: {"type":"error","error":{"type":"api_error","message":"[^"]+"}}\n\n$/);
});

test("a stream that ends cleanly without its last frame ends with an error, its final report notwithstanding", () => {
  const stream = newStream();
  stream.push(sse(startEvent({}), textEvent("Hello"), deltaEvent({ output_tokens: 5 })));
  expect(stream.end().toString()).toContain("event: error\n");
  expect(stream.meter.state).toBe("open");
});

test("the relay's own reason is told when the upstream gave none", () => {
  const stream = newStream();
  stream.push(sse(startEvent({}), textEvent("Hello")));
  expect(stream.end({ type: "timeout_error", message: "Too slow." }).toString()).toContain(
    '{"type":"timeout_error","message":"Too slow."}',
  );
});

test("a keep-alive is a comment before the answer has begun and a ping after", () => {
  const stream = newStream();
  expect(stream.keepAlive().toString()).toBe(": \n\n");
  stream.push(sse(startEvent({})));
  expect(stream.keepAlive().toString()).toBe('event: ping\ndata: {"type": "ping"}\n\n');
});

test("a frame without end is not kept in memory for ever", () => {
  const stream = newStream();
  for (let sent = 0; sent < 6; sent++) expect(stream.push(Buffer.alloc(1024 * 1024, "x"))).toHaveLength(0);
  expect(stream.meter).toMatchObject({ state: "errored", fault: { type: "api_error" } });
});
