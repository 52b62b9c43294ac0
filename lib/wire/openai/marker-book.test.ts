import { describe, expect, test } from "vitest";
import { chatCall, functionTool, refusal, upstreamBody } from "@/lib/wire/testing/chat";

const SHORT = { type: "ephemeral" };
const HOUR = { type: "ephemeral", ttl: "1h" };

function text(words: string, marker?: object) {
  return { type: "text", text: words, ...(marker && { cache_control: marker }) };
}

function user(marker?: object) {
  return { role: "user", content: [text("x", marker)] };
}

test("markers beside text and on parts reach the blocks made from them", () => {
  const messages = [
    { role: "system", content: "S", cache_control: HOUR },
    { role: "user", content: [text("A", SHORT), text("B")] },
    { role: "user", content: "C" },
  ];
  const body = upstreamBody({ messages });
  expect(body.system).toEqual([text("S", HOUR)]);
  expect(body.messages).toEqual([{ role: "user", content: [text("A", SHORT), text("B"), text("C")] }]);
  expect(chatCall({ messages }).markers).toEqual({ count: 2, has5m: true, has1h: true });
});

test("a marker beside a message goes to its last block, unless that has one", () => {
  const call = { id: "A", type: "function", function: { name: "f", arguments: "{}" } };
  const messages = [
    { role: "user", content: [text("A"), text("B", HOUR)], cache_control: SHORT },
    { role: "assistant", content: "said", tool_calls: [call], cache_control: HOUR },
    { role: "tool", tool_call_id: "A", content: "18C", cache_control: SHORT },
  ];
  expect(upstreamBody({ messages }).messages.map((turn: { content: object[] }) => turn.content.at(-1))).toEqual([
    text("B", HOUR),
    { type: "tool_use", id: "A", name: "f", input: {}, cache_control: HOUR },
    { type: "tool_result", tool_use_id: "A", content: "18C", cache_control: SHORT },
  ]);
});

test("markers on a tool, on its function, and at the top level are kept", () => {
  const tools = [
    { ...functionTool("f"), cache_control: HOUR },
    { type: "function", function: { name: "g", cache_control: SHORT } },
  ];
  const body = upstreamBody({ tools, cache_control: SHORT });
  expect(body.tools.map((tool: { cache_control: object }) => tool.cache_control)).toEqual([HOUR, SHORT]);
  expect(body.cache_control).toEqual(SHORT);
});

test("OpenAI's own breakpoints count as markers", () => {
  const part = (ttl?: string) => ({ type: "text", text: "x", prompt_cache_breakpoint: { mode: "explicit", ttl } });
  const { content } = upstreamBody({ messages: [{ role: "user", content: [part("12h"), part()] }] }).messages[0];
  expect(content.map((block: { cache_control: object }) => block.cache_control)).toEqual([HOUR, SHORT]);
});

test("four markers pass, and null is none", () => {
  const messages = [...Array.from({ length: 4 }, () => user(SHORT)), { role: "user", content: "y", cache_control: null }];
  expect(chatCall({ messages }).markers.count).toBe(4);
});

describe("refused with the place of the marker:", () => {
  test.each([
    ["messages.4.content.0.cache_control", { messages: Array.from({ length: 5 }, () => user(SHORT)) }],
    ["messages.1.content.0.cache_control", { messages: [user(SHORT), user(HOUR)] }],
    ["messages.0.content.0.cache_control", { messages: [user(HOUR)], tools: [{ ...functionTool("f"), cache_control: SHORT }] }],
    ["messages.1.cache_control", { messages: [user(SHORT), { role: "user", content: "S", cache_control: HOUR }] }],
    ["cache_control", { messages: Array.from({ length: 4 }, () => user(SHORT)), cache_control: SHORT }],
    ["cache_control", { messages: [user(HOUR)], cache_control: SHORT }],
    ["cache_control", { messages: [user(SHORT), user()], cache_control: HOUR }],
    ["cache_control.ttl", { cache_control: { type: "ephemeral", ttl: "10m" } }],
    ["messages.0.content.0.cache_control.ttl", { messages: [user({ type: "ephemeral", ttl: "10m" })] }],
    ["messages.0.content.0.cache_control.type", { messages: [user({ type: "forever" })] }],
    ["messages.0.content.0.cache_control.scope", { messages: [user({ type: "ephemeral", scope: "all" })] }],
    ["messages.0.content.0.cache_control", { messages: [{ role: "user", content: [{ ...text(" "), cache_control: SHORT }] }] }],
    ["messages.0.cache_control", { messages: [{ role: "system", content: "", cache_control: SHORT }, user()] }],
  ])("%s %#", (param, fields) => {
    expect(refusal(fields)).toMatchObject({ code: "invalid_request", param });
  });

  test("five markers in the upstream's own words", () => {
    const { message } = refusal({ messages: Array.from({ length: 5 }, () => user(SHORT)) });
    expect(message).toContain("A maximum of 4 blocks with cache_control may be provided. Found 5.");
  });
});
