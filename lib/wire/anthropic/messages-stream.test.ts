import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { MessagesStream } from "@/lib/wire/anthropic/messages-stream";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import {
  ASKED,
  cut,
  deltaEvent,
  GOLDEN_STREAM,
  GOLDEN_TOKENS,
  relayed,
  STOP_EVENT,
  sse,
  startEvent,
  textEvent,
} from "@/lib/wire/testing/streams";

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

test("an error that speaks of the operator's account is reported as an overload", () => {
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

test("a stream that ends cleanly without its last frame ends with an error, although its final report came", () => {
  const stream = newStream();
  stream.push(sse(startEvent({}), textEvent("Hello"), deltaEvent({ output_tokens: 5 })));
  expect(stream.end().toString()).toContain("event: error\n");
  expect(stream.meter.state).toBe("open");
});

test("the relay's own reason is sent when the upstream gave none", () => {
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

describe("a document of 5 MB in one event", () => {
  const document = { type: "base64", media_type: "application/pdf", data: "JVBERi0x".repeat(655_360) };
  const result = { type: "web_fetch_result", url: "https://example.com/a.pdf", content: { type: "document", source: document } };
  const block = { type: "web_fetch_tool_result", tool_use_id: "srvtoolu_1", content: result };
  const text = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
  const before = sse(startEvent({ input_tokens: 5, output_tokens: 1 }), text, textEvent("Reading."));
  const long = sse({ type: "content_block_start", index: 1, content_block: block });
  const after = sse({ type: "content_block_stop", index: 1 }, textEvent("Read."), deltaEvent({ output_tokens: 9 }), STOP_EVENT);
  const bytes = Buffer.concat([before, long, after]);
  const pieces = (size: number) => cut(bytes, ...Array.from({ length: Math.floor((bytes.length - 1) / size) }, (_, at) => (at + 1) * size));

  test.each([1_000, 16_384, 65_536, 1_000_003])(
    "in pieces of %i bytes: passes byte for byte, is metered, and the last frame waits",
    (size) => {
      const stream = newStream();
      const sent = Buffer.concat(pieces(size).map((chunk) => stream.push(chunk)));
      expect(sent.equals(bytes.subarray(0, -LAST_FRAME.length))).toBe(true);
      expect(stream.end().toString()).toBe(LAST_FRAME);
      expect(stream.meter.measured().usage.tokens).toMatchObject({ input: 5, output: 9 });
    },
  );

  test("is passed on before it is whole, and no keep-alive interrupts it", () => {
    const stream = newStream();
    let [came, sent] = [0, 0];
    for (const chunk of pieces(16_384)) {
      came += chunk.length;
      sent += stream.push(chunk).length;
      expect(came - sent).toBeLessThan(100_000);
      if (came > 200_000 && came < long.length) expect(stream.keepAlive()).toHaveLength(0);
    }
    const cutStream = newStream();
    cutStream.push(bytes.subarray(0, 100));
    cutStream.push(before.subarray(100));
    expect(cutStream.keepAlive().toString()).toContain("ping");
  });

  test.each([100_000, 1_000_000, before.length + long.length - 2, before.length + long.length - 1])(
    "an answer that is cut %i bytes on ends with an error that Anthropic's client reads",
    async (length) => {
      const stream = newStream();
      const sent = pieces(16_384).reduce<{ at: number; out: Buffer[] }>(
        ({ at, out }, chunk) => ({ at: at + chunk.length, out: [...out, stream.push(chunk.subarray(0, Math.max(0, length - at)))] }),
        { at: 0, out: [] },
      );
      const body = Buffer.concat([...sent.out, stream.end({ type: "timeout_error", message: "Too slow." })]);
      const client = new Anthropic({ apiKey: "K", maxRetries: 0, fetch: async () => new Response(body) });
      const asked = client.messages.stream({ model: "claude-sonnet-4-6", max_tokens: 9, messages: [{ role: "user", content: "x" }] });
      await expect(asked.finalMessage()).rejects.toThrow("Too slow.");
    },
  );
});

test("an endless frame is neither stored nor passed on for ever", () => {
  const piece = Buffer.alloc(1024 * 1024, "x");
  for (const beginning of ["", "event: content_block_start\ndata: ", "event: message_delta\ndata: "]) {
    const stream = newStream();
    stream.push(sse(startEvent({})));
    stream.push(Buffer.from(beginning));
    let sent = 0;
    for (let pieces = 0; pieces < 70; pieces++) sent += stream.push(piece).length;
    expect(stream.meter).toMatchObject({ state: "errored", fault: { type: "api_error" } });
    expect(sent).toBeLessThanOrEqual(beginning.includes("start") ? 65 * piece.length : 0);
    expect(stream.end().toString()).toMatch(/(^|\n)event: error\n/);
  }
});
