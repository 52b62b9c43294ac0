import { describe, expect, test } from "vitest";
import { HELLO, refusal, upstreamBody } from "@/lib/wire/testing/chat";
import { OPUS_5, SONNET_4_5 } from "@/lib/wire/testing/models";

const A = { id: "A", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } };
const B = { id: "B", type: "function", function: { name: "now", arguments: "" } };
const USE_A = { type: "tool_use", id: "A", name: "get_weather", input: { city: "Paris" } };
const USE_B = { type: "tool_use", id: "B", name: "now", input: {} };

function turns(messages: object[]) {
  return upstreamBody({ messages }).messages;
}

function user(...content: object[]) {
  return { role: "user", content };
}

function text(words: string) {
  return { type: "text", text: words };
}

test("a later system message stays after the user's turn, with its marker, on a model that accepts it there", () => {
  const later = { role: "developer", content: "later", cache_control: { type: "ephemeral" } };
  const messages = [{ role: "system", content: "S" }, ...HELLO, later, { role: "assistant", content: "A" }, ...HELLO];
  const body = upstreamBody({ messages }, OPUS_5);
  expect(body.system).toEqual([text("S")]);
  expect(body.messages.map((turn: { role: string }) => turn.role)).toEqual(["user", "system", "assistant", "user"]);
  expect(body.messages[1].content).toEqual([{ ...text("later"), cache_control: { type: "ephemeral" } }]);
});

test("system and developer messages become a block each at the head, wherever they stand", () => {
  const body = upstreamBody({
    messages: [
      { role: "system", content: "S" },
      { role: "developer", content: [text("D1"), text(""), text("D2")] },
      { role: "user", content: "C" },
      { role: "system", content: "later" },
    ],
  });
  expect(body.system).toEqual([text("S"), text("D1"), text("D2"), text("later")]);
  expect(body.messages).toEqual([user(text("C"))]);
});

test("adjacent messages of one role form one turn, and empty messages none", () => {
  const messages = [
    { role: "user", content: "a" },
    { role: "user", content: [text("b"), text(" ")] },
    { role: "assistant", content: "" },
    { role: "assistant", content: null },
    { role: "user", content: "c" },
  ];
  expect(turns(messages)).toEqual([user(text("a"), text("b"), text("c"))]);
});

test("a loop of tools keeps its calls, its results and what the user adds", () => {
  const messages = [
    { role: "user", content: "Weather?" },
    { role: "assistant", content: null, tool_calls: [A, B] },
    { role: "tool", tool_call_id: "A", content: "18C" },
    { role: "tool", tool_call_id: "B", content: "noon" },
    { role: "user", content: "ok?" },
  ];
  expect(turns(messages).slice(1)).toEqual([
    { role: "assistant", content: [USE_A, USE_B] },
    user(
      { type: "tool_result", tool_use_id: "A", content: "18C" },
      { type: "tool_result", tool_use_id: "B", content: "noon" },
      text("ok?"),
    ),
  ]);
});

test("results of tools come first in their turn, in parts as well, and may be empty", () => {
  const messages = [
    { role: "user", content: "Weather?" },
    { role: "assistant", content: "", tool_calls: [A, B] },
    { role: "tool", tool_call_id: "A", content: [text("18"), { type: "image_url", image_url: { url: "https://x.test/a.png" } }] },
    { role: "user", content: "hurry" },
    { role: "tool", tool_call_id: "B", content: "" },
  ];
  expect(turns(messages)[2]).toEqual(
    user(
      {
        type: "tool_result",
        tool_use_id: "A",
        content: [text("18"), { type: "image", source: { type: "url", url: "https://x.test/a.png" } }],
      },
      { type: "tool_result", tool_use_id: "B" },
      text("hurry"),
    ),
  );
});

describe("thinking sent back", () => {
  const detail = { type: "reasoning.text", text: "Need weather.", signature: "EqQB=", format: "anthropic-claude-v1", index: 0 };
  const thinking = { type: "thinking", thinking: "Need weather.", signature: "EqQB=" };

  function assistant(fields: object) {
    return turns([
      { role: "user", content: "?" },
      { role: "assistant", content: "Checking.", ...fields },
      { role: "user", content: "!" },
    ])[1].content;
  }

  test("keeps its place, before the words and calls", () => {
    expect(assistant({ reasoning_content: "Need weather.", reasoning_details: [detail], tool_calls: [A, B] })).toEqual([
      thinking,
      text("Checking."),
      USE_A,
      USE_B,
    ]);
  });

  test("between two blocks stands between them again", () => {
    const second = { ...detail, text: "Now call.", index: 2 };
    expect(assistant({ reasoning_details: [second, detail], tool_calls: [A] })).toEqual([
      thinking,
      text("Checking."),
      { ...thinking, thinking: "Now call." },
      USE_A,
    ]);
  });

  test("without its text keeps its signature, and redacted its data", () => {
    const details = [
      { ...detail, text: "" },
      { type: "reasoning.encrypted", data: "DATA", index: 1 },
    ];
    expect(assistant({ reasoning_details: details })).toEqual([
      { ...thinking, thinking: "" },
      { type: "redacted_thinking", data: "DATA" },
      text("Checking."),
    ]);
  });

  test("without a signature, or from another provider, is left out", () => {
    const details = [
      { ...detail, signature: undefined },
      { ...detail, format: "openai-responses-v1" },
      { type: "reasoning.summary", summary: "x" },
    ];
    expect(assistant({ reasoning_content: "Need weather.", reasoning_details: details })).toEqual([text("Checking.")]);
  });
});

test("pictures and PDFs become images and documents", () => {
  const content = [
    { type: "image_url", image_url: { url: "data:image/png;base64,AAAA", detail: "low" } },
    { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,BBBB" } },
  ];
  expect(turns([{ role: "user", content }])[0].content).toEqual([
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "BBBB" }, title: "a.pdf" },
  ]);
});

describe("refused with the place of the fault:", () => {
  const onUser = (part: object) => [{ role: "user", content: [part] }];
  test.each([
    ["messages", undefined],
    ["messages", []],
    ["messages.0", ["text"]],
    ["messages.0.role", [{ role: "wizard", content: "x" }]],
    ["messages.0.name", [{ role: "function", content: "x" }]],
    ["messages.0.content", [{ role: "user", content: 3 }]],
    ["messages.0.content.0.text", onUser({ type: "text", text: 3 })],
    ["messages.0.content.0.type", onUser({ type: "input_audio", input_audio: {} })],
    ["messages.0.content.0.image_url.url", onUser({ type: "image_url", image_url: { url: "data:image/tiff;base64,AA" } })],
    ["messages.0.content.0.image_url.url", onUser({ type: "image_url", image_url: { url: "file:///etc/passwd" } })],
    ["messages.0.content.0.file.file_id", onUser({ type: "file", file: { file_id: 5 } })],
    ["messages.0.content.0.file.file_data", onUser({ type: "file", file: { file_data: "data:text/plain;base64,AA" } })],
    ["messages.0.content", [{ role: "system", content: [{ type: "image_url", image_url: "https://x.test/a.png" }] }]],
    ["messages.0.tool_call_id", [{ role: "tool", content: "x" }]],
    ["messages.0.function_call", [{ role: "assistant", function_call: "f" }]],
    ["messages.0.function_call.name", [{ role: "assistant", function_call: { arguments: "" } }]],
    [
      "messages.1.tool_calls.0.id",
      [
        { role: "user", content: "x" },
        { role: "assistant", tool_calls: [{ function: { name: "f" } }] },
      ],
    ],
  ])("%s %#", (param, messages) => {
    expect(refusal({ messages })).toMatchObject({ code: "invalid_request", param });
  });

  test("an answer begun, where the model does not continue it", () => {
    const messages = [
      { role: "user", content: "x" },
      { role: "assistant", content: "I" },
    ];
    expect(refusal({ messages })).toMatchObject({ param: "messages.1" });
    expect(upstreamBody({ messages }, SONNET_4_5).messages.at(-1)).toEqual({ role: "assistant", content: [text("I")] });
  });
});
