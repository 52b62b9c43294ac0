import { describe, expect, test } from "vitest";
import { reasoningContent } from "@/lib/wire/openai-responses/reasoning-content";
import { OPUS_5, SONNET_4_6 } from "@/lib/wire/testing/models";
import { refusal, responsesCall, upstreamBody } from "@/lib/wire/testing/responses";

const text = (value: string) => ({ type: "text", text: value });
const user = (content: unknown) => ({ type: "message", role: "user", content });
const called = (id: string, args = "{}") => ({
  type: "function_call",
  id: `fc_${id}`,
  call_id: id,
  name: "f",
  arguments: args,
  status: "completed",
});
const output = (id: string, value: unknown) => ({ type: "function_call_output", call_id: id, output: value });
const toolUse = (id: string, input = {}) => ({ type: "tool_use", id, name: "f", input });
const result = (id: string, content: unknown) => ({ type: "tool_result", tool_use_id: id, content });
const reasoning = (content: unknown) => ({ type: "reasoning", id: "rs_1", summary: [], encrypted_content: content });

const THOUGHT = { type: "thinking", thinking: "Need weather.", signature: "EqQB=" };
const HIDDEN = { type: "thinking", thinking: "", signature: "SIG" };
const REDACTED = { type: "redacted_thinking", data: "DATA" };

test("adjacent items of one side form one turn, in their order, the results first", () => {
  const input = [
    { role: "user", content: "Weather?" },
    reasoning(reasoningContent(THOUGHT)),
    {
      type: "message",
      role: "assistant",
      id: "msg_1",
      status: "completed",
      content: [{ type: "output_text", text: "Checking.", annotations: [] }],
    },
    called("A", '{"city":"Paris"}'),
    called("B", ""),
    output("A", "18C"),
    output("B", [{ type: "input_text", text: "noon" }]),
    user([{ type: "input_text", text: "ok?" }]),
  ];
  expect(upstreamBody({ input }).messages).toEqual([
    { role: "user", content: [text("Weather?")] },
    { role: "assistant", content: [THOUGHT, text("Checking."), toolUse("A", { city: "Paris" }), toolUse("B")] },
    { role: "user", content: [result("A", "18C"), result("B", [text("noon")]), text("ok?")] },
  ]);
});

test("pictures and documents are sent by their data or their address", () => {
  const input = [
    user([
      { type: "input_image", image_url: "data:image/png;base64,AAAA", detail: "auto" },
      { type: "input_image", image_url: "https://x.test/a.png" },
      { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,BBBB" },
      { type: "input_file", file_url: "https://x.test/a.pdf" },
    ]),
  ];
  expect(upstreamBody({ input }).messages[0].content).toEqual([
    { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
    { type: "image", source: { type: "url", url: "https://x.test/a.png" } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: "BBBB" }, title: "a.pdf" },
    { type: "document", source: { type: "url", url: "https://x.test/a.pdf" } },
  ]);
});

describe("reasoning", () => {
  test.each([
    ["told", THOUGHT],
    ["hidden", HIDDEN],
    ["redacted", REDACTED],
  ])("that was %s comes back exactly", (_, block) => {
    const input = [user("x"), reasoning(reasoningContent(block)), called("A"), output("A", "ok")];
    expect(upstreamBody({ input }).messages[1].content).toEqual([block, toolUse("A")]);
  });

  test("of another provider, or without content, is left out and named", () => {
    const input = [user("x"), reasoning("gAAAAABo"), reasoning(null), called("A"), output("A", "ok")];
    const call = responsesCall({ input });
    expect(JSON.parse(call.body.toString()).messages[1].content).toEqual([toolUse("A")]);
    expect(call.ignored).toEqual(["input.1", "input.2"]);
  });

  test("that led to nothing is left out: a turn cannot end with it", () => {
    const call = responsesCall({ input: [user("x"), reasoning(reasoningContent(THOUGHT)), user("y")] });
    expect(JSON.parse(call.body.toString()).messages).toEqual([{ role: "user", content: [text("x"), text("y")] }]);
    expect(call.ignored).toEqual(["input.1"]);
  });

  test.each([
    "relais1.",
    "relais1.AAAA",
    "relais2.eyJ9",
    reasoningContent(THOUGHT).slice(0, -8),
    reasoningContent({ type: "thinking", thinking: "unsigned", signature: "" }),
    reasoningContent({ type: "text", text: "not a thought" }),
  ])("of ours that was damaged is refused: %s", (content) => {
    expect(refusal({ input: [user("x"), reasoning(content), called("A"), output("A", "ok")] })).toMatchObject({
      code: "invalid_request",
      param: "input.1.encrypted_content",
    });
  });

  test("cannot be marked for the cache", () => {
    const marked = { ...reasoning(reasoningContent(THOUGHT)), cache_control: { type: "ephemeral" } };
    expect(refusal({ input: [user("x"), marked] }).param).toBe("input.1.cache_control");
  });
});

describe("a later system message", () => {
  const input = [
    { role: "system", content: "first" },
    user("a"),
    { role: "developer", content: "later" },
    user("b"),
    { role: "assistant", content: "c" },
    user("d"),
    { role: "developer", content: "last" },
  ];

  test("stands after the user's turn where the model accepts it there", () => {
    const body = upstreamBody({ input }, OPUS_5);
    expect(body.system).toEqual([text("first")]);
    expect(body.messages).toEqual([
      { role: "user", content: [text("a"), text("b")] },
      { role: "system", content: [text("later")] },
      { role: "assistant", content: [text("c")] },
      { role: "user", content: [text("d")] },
      { role: "system", content: [text("last")] },
    ]);
  });

  test("follows the system prompt for other models", () => {
    const body = upstreamBody({ input }, SONNET_4_6);
    expect(body.system).toEqual([text("first"), text("later"), text("last")]);
    expect(body.messages.map((turn: { role: string }) => turn.role)).toEqual(["user", "assistant", "user"]);
  });
});

test.each([
  ["input.0.id", [{ type: "item_reference", id: "msg_1" }]],
  ["input.0.type", [{ type: 5 }]],
  ["input.0.role", [{ content: "x" }]],
  ["input.0.role", [{ role: "tool", content: "x" }]],
  ["input.0", ["x"]],
  ["input.0.content", [{ role: "user", content: 5 }]],
  ["input.0.content", [{ role: "developer", content: [{ type: "input_image", image_url: "https://x.test/a.png" }] }]],
  ["input.0.content.0.type", [user([{ type: "input_audio" }])]],
  ["input.0.content.0.file_id", [user([{ type: "input_image", file_id: 5 }])]],
  ["input.0.content.0.file_id", [user([{ type: "input_file", file_id: 5 }])]],
  ["input.0.content.0.image_url", [user([{ type: "input_image" }])]],
  ["input.1.call_id", [user("x"), { type: "function_call", name: "f", arguments: "" }]],
  ["input.0.call_id", [{ type: "function_call_output", output: "x" }]],
  ["input.1", [user("x"), { role: "assistant", content: "begun" }]],
])("an input is refused by the name of %s: %j", (param, input) => {
  expect(refusal({ input })).toMatchObject({ code: "invalid_request", param });
});
