import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
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

const GOLDEN_CHAT = readFileSync(new URL("../testing/golden-chat-stream.sse", import.meta.url), "utf8");

function newStream(options: { includeUsage?: boolean } = {}): ChatStream {
  return new ChatStream(new UsageMeter(ASKED), { model: "claude-sonnet-4-6", createdSeconds: 1, includeUsage: true, ...options });
}

/** The deltas that the caller got, and the finish reason. */
function deltas(text: string) {
  const chunks = text.split("\n\n").filter((frame) => frame.startsWith("data: {"));
  return chunks
    .flatMap((frame) => JSON.parse(frame.slice("data: ".length)).choices ?? [])
    .map((choice) => choice.finish_reason ?? choice.delta);
}

function blockStart(block: object, index = 0) {
  return { type: "content_block_start", index, content_block: block };
}

function inputEvent(json: string, index = 0) {
  return { type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json: json } };
}

const blockStop = { type: "content_block_stop", index: 0 };

test("the golden stream, cut at every byte, becomes the golden chunks byte for byte", () => {
  for (let place = 0; place <= GOLDEN_STREAM.length; place++) {
    const stream = newStream();
    expect(relayed(stream, cut(GOLDEN_STREAM, place))).toBe(GOLDEN_CHAT);
    expect(stream.meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
  }
});

test("the finish, the usage and [DONE] wait for the end", () => {
  const stream = newStream();
  const sent = stream.push(GOLDEN_STREAM).toString();
  expect(sent).not.toMatch(/DONE|"finish_reason":"|prompt_tokens/);
  expect(stream.end().toString()).toMatch(/"finish_reason":"tool_calls".*"prompt_tokens":23012.*\n\ndata: \[DONE\]\n\n$/s);
});

test("without include_usage no chunk has usage, and the meter measures the same", () => {
  const stream = newStream({ includeUsage: false });
  const text = relayed(stream, [GOLDEN_STREAM]);
  expect(text).not.toContain("usage");
  expect(text).not.toContain('"choices":[]');
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  expect(stream.meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
});

test("only data lines are sent, also in place of pings", () => {
  const lines = relayed(newStream(), [GOLDEN_STREAM]).split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("data: "))).toEqual([]);
  expect(newStream().keepAlive().toString()).toBe(": keepalive\n\n");
});

describe("text", () => {
  test.each(['quo"te', "back\\slash", "line\nend", "é 中 🙂", "\u2028", '\\"', "\\", ""])("%j arrives as it was written", (text) => {
    const stream = newStream({ includeUsage: false });
    const bytes = sse(startEvent({}), blockStart({ type: "text", text: "" }), textEvent(text), textEvent("!"), blockStop);
    const contents = deltas(relayed(stream, [bytes])).map((delta) => delta.content ?? "");
    expect(contents.join("")).toBe(`${text}!`);
  });

  test("written with spaces or with further fields arrives as well", () => {
    const odd = '{"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}}';
    const more = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"b","extra":"c"}}';
    const event = (data: string) => Buffer.from(`event: content_block_delta\ndata: ${data}\n\n`);
    const start = sse(startEvent({}), blockStart({ type: "text", text: "" }));
    expect(deltas(relayed(newStream(), [start, event(odd), event(more)])).map((delta) => delta.content)).toEqual(["", "a", "b"]);
  });
});

describe("tool calls", () => {
  test("whose input came whole at the start are sent whole at the stop", () => {
    const block = { type: "tool_use", id: "toolu_1", name: "f", input: { a: 1 } };
    const sent = deltas(relayed(newStream(), [sse(startEvent({}), blockStart(block), inputEvent(""), blockStop)]));
    expect(sent.at(-1)).toEqual({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] });
  });

  test("of the upstream's own tools are left out and not counted", () => {
    const server = blockStart({ type: "server_tool_use", id: "srv_1", name: "web_search", input: {} });
    const own = blockStart({ type: "tool_use", id: "toolu_1", name: "f", input: {} }, 1);
    const sent = deltas(
      relayed(newStream(), [sse(startEvent({}), server, inputEvent('{"query":'), blockStop, own, inputEvent("{}", 1), blockStop)]),
    );
    expect(sent.slice(1)).toEqual([
      { tool_calls: [{ index: 0, id: "toolu_1", type: "function", function: { name: "f", arguments: "" } }] },
      { tool_calls: [{ index: 0, function: { arguments: "{}" } }] },
    ]);
  });
});

test("thinking without its text keeps its signature, redacted thinking its data, each at its place", () => {
  const signature = { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "SIG" } };
  const stream = newStream({ includeUsage: false });
  const thinking = blockStart({ type: "thinking", thinking: "", signature: "" });
  const redacted = blockStart({ type: "redacted_thinking", data: "DATA" }, 2);
  const sent = deltas(relayed(stream, [sse(startEvent({}), thinking, signature, blockStop, redacted, blockStop, STOP_EVENT)]));
  expect(sent.slice(1)).toEqual([
    {
      reasoning_details: [
        { type: "reasoning.text", text: "", signature: "SIG", format: "anthropic-claude-v1", index: 0 },
        { type: "reasoning.encrypted", data: "DATA", format: "anthropic-claude-v1", index: 2 },
      ],
    },
    "stop",
  ]);
});

test("a refusal is sent and ends as a content filter", () => {
  const refused = { type: "message_delta", delta: { stop_reason: "refusal", stop_details: { explanation: "Not this." } }, usage: {} };
  const stream = newStream({ includeUsage: false });
  expect(deltas(relayed(stream, [sse(startEvent({}), refused, STOP_EVENT)])).slice(1)).toEqual([
    { refusal: "Not this." },
    "content_filter",
  ]);
  expect(stream.meter.measured().unbilledReason).toBe("refusal_unbilled");
});

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["something_new", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool_calls"],
])("%s finishes as %s", (stopReason, reason) => {
  const text = relayed(newStream({ includeUsage: false }), [sse(startEvent({}), deltaEvent({}, stopReason), STOP_EVENT)]);
  expect(deltas(text).at(-1)).toBe(reason);
});

describe("a stream that fails", () => {
  test("ends with the upstream's error and without [DONE]", () => {
    const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    const text = relayed(newStream(), [sse(startEvent({}), textEvent("Hello"), error, textEvent("never"))]);
    const frame = 'data: {"error":{"message":"Overloaded","type":"overloaded_error","param":null,"code":"upstream_overloaded"}}\n\n';
    expect(text.endsWith(`\n\n${frame}`)).toBe(true);
    expect(text).not.toMatch(/DONE|never/);
  });

  test("by being cut ends with an error and without [DONE]", () => {
    const text = relayed(newStream(), [GOLDEN_STREAM.subarray(0, -20)]);
    expect(text).toMatch(/data: {"error":{"message":"[^"]+","type":"server_error","param":null,"code":"upstream_error"}}\n\n$/);
    expect(text).not.toContain("DONE");
  });
});
