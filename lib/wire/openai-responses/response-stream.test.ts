import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";
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

const GOLDEN_RESPONSE = readFileSync(new URL("../testing/golden-response-stream.sse", import.meta.url), "utf8");

function newStream(): ResponseStream {
  return new ResponseStream(new UsageMeter(ASKED), { model: "claude-sonnet-4-6", createdSeconds: 1, echo: '"store":false' });
}

function events(text: string) {
  return text
    .split("\n\n")
    .filter((frame) => frame.startsWith("event: "))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf("\ndata: ") + "\ndata: ".length)));
}

/** The output for a stream of one text block and this ending. */
function ended(delta: object) {
  const block = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
  const stop = { type: "content_block_stop", index: 0 };
  const ending = { type: "message_delta", delta, usage: { output_tokens: 5 } };
  return events(relayed(newStream(), [sse(startEvent({ input_tokens: 1 }), block, textEvent("Hello"), stop, ending, STOP_EVENT)]));
}

test("the golden stream, cut at every byte, becomes the golden events byte for byte", () => {
  for (let place = 0; place <= GOLDEN_STREAM.length; place++) {
    const stream = newStream();
    expect(relayed(stream, cut(GOLDEN_STREAM, place))).toBe(GOLDEN_RESPONSE);
    expect(stream.meter.measured().usage.tokens).toEqual(GOLDEN_TOKENS);
  }
});

test("events are numbered from 0 without a gap, and each is named twice with the same name", () => {
  const frames = GOLDEN_RESPONSE.trimEnd().split("\n\n");
  expect(events(GOLDEN_RESPONSE).map((event) => event.sequence_number)).toEqual(frames.map((_, index) => index));
  expect(frames.map((frame) => /^event: (\S+)\n/.exec(frame)?.[1])).toEqual(events(GOLDEN_RESPONSE).map((event) => event.type));
});

test("all items are done, and the end alone waits for the settle", () => {
  const stream = newStream();
  const sent = events(stream.push(GOLDEN_STREAM).toString());
  expect(sent.filter((event) => event.type === "response.output_item.done").map((event) => event.output_index)).toEqual([0, 1, 2, 3]);
  expect(events(stream.end().toString()).map((event) => event.type)).toEqual(["response.completed"]);
});

test("keep-alives are comments", () => {
  expect(newStream().keepAlive().toString()).toBe(": keepalive\n\n");
});

describe.each([
  ["max_tokens", "max_output_tokens"],
  ["model_context_window_exceeded", "max_output_tokens"],
])("an answer that stops by %s", (stopReason, reason) => {
  test("is incomplete, and so is the item that was cut off", () => {
    const all = ended({ stop_reason: stopReason });
    expect(all.at(-1)).toMatchObject({
      type: "response.incomplete",
      response: { status: "incomplete", incomplete_details: { reason }, output: [{ status: "incomplete" }] },
    });
    expect(all.find((event) => event.type === "response.output_item.done").item.status).toBe("incomplete");
  });
});

test.each(["end_turn", "stop_sequence", "pause_turn", "tool_use", "something_new"])("%s completes", (stopReason) => {
  expect(ended({ stop_reason: stopReason }).at(-1)).toMatchObject({ type: "response.completed", response: { incomplete_details: null } });
});

test("a refusal is a message of its own, and the answer is incomplete", () => {
  const all = ended({ stop_reason: "refusal", stop_details: { explanation: "Not this." } });
  expect(all.slice(-7).map((event) => event.type)).toEqual([
    "response.output_item.added",
    "response.content_part.added",
    "response.refusal.delta",
    "response.refusal.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.incomplete",
  ]);
  const { response } = all.at(-1);
  expect(response).toMatchObject({ incomplete_details: { reason: "content_filter" } });
  expect(response.output[1].content).toEqual([{ type: "refusal", refusal: "Not this." }]);
});

test("thinking without text has no summary, but still its content", () => {
  const start = (index: number, block: object) => ({ type: "content_block_start", index, content_block: block });
  const stop = { type: "content_block_stop", index: 0 };
  const signature = { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "SIG" } };
  const hidden = [start(0, { type: "thinking", thinking: "", signature: "" }), signature, stop];
  const redacted = [start(1, { type: "redacted_thinking", data: "DATA" }), stop];
  const all = events(relayed(newStream(), [sse(startEvent({}), ...hidden, ...redacted, deltaEvent({}), STOP_EVENT)]));
  expect(all.map((event) => event.type).filter((type) => type.includes("summary"))).toEqual([]);
  const contents = all.at(-1).response.output.map((item: { summary: []; encrypted_content: string }) => {
    expect(item.summary).toEqual([]);
    return JSON.parse(Buffer.from(item.encrypted_content.slice("relais1.".length), "base64").toString());
  });
  expect(contents).toEqual([
    { type: "thinking", thinking: "", signature: "SIG" },
    { type: "redacted_thinking", data: "DATA" },
  ]);
});

test.each(['quo"te', "back\\slash", "line\nend", "é 中 🙂", "\u2028", '\\"', "\\"])(
  "%j arrives as it was written, in every event",
  (text) => {
    const block = { type: "content_block_start", index: 0, content_block: { type: "text", text: "<" } };
    const bytes = sse(startEvent({}), block, textEvent(text), textEvent("!"), deltaEvent({}), STOP_EVENT);
    const all = events(relayed(newStream(), [bytes]));
    const deltas = all.filter((event) => event.type === "response.output_text.delta").map((event) => event.delta);
    expect(deltas.join("")).toBe(`<${text}!`);
    expect(all.find((event) => event.type === "response.output_text.done").text).toBe(`<${text}!`);
    expect(all.at(-1).response.output[0].content[0].text).toBe(`<${text}!`);
  },
);

test("blocks of the upstream's own tools take no place among the items", () => {
  const block = (index: number, content_block: object) => ({ type: "content_block_start", index, content_block });
  const search = block(0, { type: "server_tool_use", id: "s", name: "web_search", input: {} });
  const bytes = sse(startEvent({}), search, block(1, { type: "text", text: "" }), textEvent("Hi"), deltaEvent({}), STOP_EVENT);
  expect(events(relayed(newStream(), [bytes])).at(-1).response.output).toMatchObject([{ id: "msg_1_0", type: "message" }]);
});

describe("a stream that fails", () => {
  const error = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };

  test("in the middle ends with a failed response with the output and the usage so far", () => {
    const bytes = sse(
      startEvent({ input_tokens: 9 }),
      { type: "content_block_start", index: 0, content_block: { type: "text" } },
      textEvent("Hello"),
      error,
    );
    const all = events(relayed(newStream(), [bytes]));
    expect(all.at(-1)).toMatchObject({
      type: "response.failed",
      response: { status: "failed", error: { code: "server_error", message: "Overloaded" }, usage: { input_tokens: 9 } },
    });
    expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, index) => index));
  });

  test("before it has begun is an error event", () => {
    expect(events(relayed(newStream(), [sse(error)]))).toEqual([
      { type: "error", code: "upstream_overloaded", message: "Overloaded", param: null, sequence_number: 0 },
    ]);
  });

  test("by being cut is a failed response, never a completed one", () => {
    const text = relayed(newStream(), [GOLDEN_STREAM.subarray(0, -20)]);
    expect(events(text).at(-1)).toMatchObject({ type: "response.failed", response: { status: "failed" } });
    expect(text).not.toContain("response.completed");
  });
});
