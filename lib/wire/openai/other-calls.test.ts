import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import type { ToolNames } from "@/lib/wire/openai/tool-names";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { toResponse } from "@/lib/wire/openai-responses/response";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";
import { chatCall, HELLO } from "@/lib/wire/testing/chat";
import { responsesCall } from "@/lib/wire/testing/responses";
import { ASKED, deltaEvent, relayed, STOP_EVENT, sse, startEvent } from "@/lib/wire/testing/streams";

const sent = (call: { body: Buffer; ignored: string[] }) => ({ ...JSON.parse(call.body.toString()), ignored: call.ignored });
const { usage } = new UsageMeter(ASKED).measured();

type Use = { type: string; id: string; name: string; input: object };

/** The events of one call, with its input in these pieces of text. */
function eventsOf(use: Use, pieces: string[], index = 0) {
  return [
    { type: "content_block_start", index, content_block: { ...use, input: {} } },
    ...pieces.map((partial_json) => ({ type: "content_block_delta", index, delta: { type: "input_json_delta", partial_json } })),
    { type: "content_block_stop", index },
  ];
}

const whole = (...events: Parameters<typeof sse>) => [
  sse(startEvent({}), ...events, deltaEvent({ output_tokens: 5 }, "tool_use"), STOP_EVENT),
];
const dataIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)));

function chatChunks(frames: Buffer[], head: { toolNames?: ToolNames; hasFunctions?: boolean } = {}) {
  const stream = new ChatStream(new UsageMeter(ASKED), { model: "m", createdSeconds: 1, includeUsage: false, ...head });
  return dataIn(relayed(stream, frames));
}

describe("a tool that takes plain text", () => {
  const TOOL = {
    type: "custom",
    name: "apply_patch",
    description: "Patches.",
    format: { type: "grammar", syntax: "lark", definition: "start: A" },
  };
  const INPUT = '*** "Begin"\n\\ é';
  const use: Use = { type: "tool_use", id: "1", name: "apply_patch", input: { input: INPUT } };
  const toolNames = responsesCall({ tools: [TOOL] }).toolNames;

  test("goes upstream as a tool whose object holds the text, with its grammar in words, and may be forced", () => {
    const body = sent(responsesCall({ tools: [TOOL], tool_choice: { type: "custom", name: "apply_patch" } }));
    expect(body.tools[0]).toMatchObject({ name: "apply_patch", input_schema: { type: "object", required: ["input"] } });
    expect(body.tools[0].description).toBe("Patches.\n\nThe input must follow this lark grammar:\nstart: A");
    expect([body.tool_choice, body.ignored]).toEqual([{ type: "tool", name: "apply_patch" }, ["tools.0.format"]]);
    const { type, format, ...rest } = TOOL;
    const nested = { type, custom: { ...rest, format: { type: "grammar", grammar: { syntax: "lark", definition: "start: A" } } } };
    expect(sent(chatCall({ tools: [nested] })).tools).toEqual(body.tools);
  });

  test("is called with text in whole answers, and its calls go back upstream unchanged", () => {
    const message = { id: "msg_1", content: [use], stop_reason: "tool_use" };
    const bytes = Buffer.from(JSON.stringify(message));
    const head = { model: "m", createdSeconds: 1, toolNames, usage };
    const chat = toChatCompletion(bytes, message, head).choices[0]?.message;
    expect(chat?.tool_calls).toEqual([{ id: "1", type: "custom", custom: { name: "apply_patch", input: INPUT } }]);
    const [item] = JSON.parse(toResponse(bytes, message, { ...head, echo: '"store":false' })).output;
    expect(item).toMatchObject({ type: "custom_tool_call", call_id: "1", name: "apply_patch", input: INPUT });
    const messages = [...HELLO, chat, { role: "tool", tool_call_id: "1", content: "ok" }].filter((each) => each !== undefined);
    expect(sent(chatCall({ messages })).messages[1].content).toEqual([use]);
    const input = [...HELLO, item, { type: "custom_tool_call_output", call_id: "1", output: "ok" }];
    expect(sent(responsesCall({ input })).messages.slice(1)).toEqual([
      { role: "assistant", content: [use] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "1", content: "ok" }] },
    ]);
  });

  test("is called with text in streams", () => {
    const text = JSON.stringify(use.input);
    const frames = whole(...eventsOf(use, ["", text.slice(0, 15), text.slice(15)]));
    const deltas = chatChunks(frames, { toolNames }).flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    expect(deltas).toEqual([
      { index: 0, id: "1", type: "custom", custom: { name: "apply_patch", input: "" } },
      { index: 0, custom: { input: INPUT } },
    ]);
    const events = dataIn(
      relayed(new ResponseStream(new UsageMeter(ASKED), { model: "m", createdSeconds: 1, echo: '"a":1', toolNames }), frames),
    );
    const [added, delta, done] = events.filter(({ type }) => /item\.added|custom_tool_call_input/.test(type));
    expect(added.item).toMatchObject({ type: "custom_tool_call", input: "" });
    expect([delta.delta, done.input, delta.item_id]).toEqual([INPUT, INPUT, added.item.id]);
    expect(events.at(-1).response.output).toMatchObject([{ type: "custom_tool_call", input: INPUT, status: "completed" }]);
  });
});

describe("functions of the old API", () => {
  const FUNCTIONS = [{ name: "now", parameters: { type: "object", properties: {} } }];
  const use: Use = { type: "tool_use", id: "toolu_1", name: "now", input: { zone: "UTC" } };

  test("become tools that are called one at a time", () => {
    const body = sent(chatCall({ functions: FUNCTIONS }));
    expect([body.tools, body.tool_choice, body.ignored]).toEqual([
      [{ name: "now", input_schema: FUNCTIONS[0]?.parameters }],
      { type: "auto", disable_parallel_tool_use: true },
      [],
    ]);
    const forced = sent(chatCall({ functions: FUNCTIONS, function_call: { name: "now" } }));
    expect(forced.tool_choice).toEqual({ type: "tool", name: "now", disable_parallel_tool_use: true });
    expect(sent(chatCall({ functions: FUNCTIONS, function_call: "none" })).tool_choice).toEqual({ type: "none" });
  });

  test("get answers in the old shape, whole and in chunks", () => {
    const message = { id: "msg_1", content: [use], stop_reason: "tool_use" };
    const answer = { model: "m", createdSeconds: 1, usage, hasFunctions: true };
    const [choice] = toChatCompletion(Buffer.from(JSON.stringify(message)), message, answer).choices;
    expect(choice).toMatchObject({
      finish_reason: "function_call",
      message: { function_call: { name: "now", arguments: '{"zone":"UTC"}' } },
    });
    expect(choice?.message).not.toHaveProperty("tool_calls");
    const chunks = chatChunks(whole(...eventsOf(use, ['{"zone":', '"UTC"}'])), { hasFunctions: true });
    expect(chunks.map(({ choices }) => choices[0].delta.function_call).filter(Boolean)).toEqual([
      { name: "now", arguments: "" },
      { arguments: '{"zone":' },
      { arguments: '"UTC"}' },
    ]);
    expect(chunks.at(-1).choices[0].finish_reason).toBe("function_call");
    const bare = chatChunks(whole(...eventsOf(use, [])), { hasFunctions: true });
    expect(bare.map(({ choices }) => choices[0].delta.function_call?.arguments).join("")).toBe("{}");
  });

  test("can be continued: each result belongs to the call before it", () => {
    const call = { role: "assistant", content: null, function_call: { name: "now", arguments: "{}" } };
    const result = { role: "function", name: "now", content: "noon" };
    const { messages } = sent(chatCall({ functions: FUNCTIONS, messages: [...HELLO, call, result, call, { ...result, content: "one" }] }));
    expect(messages.slice(1).map(({ content: [block] }: { content: Record<string, unknown>[] }) => block?.content ?? block?.type)).toEqual([
      "tool_use",
      "noon",
      "tool_use",
      "one",
    ]);
    expect(messages[2].content[0].tool_use_id).toBe(messages[1].content[0].id);
    expect(messages[4].content[0].tool_use_id).toBe(messages[3].content[0].id);
    expect(messages[3].content[0].id).not.toBe(messages[1].content[0].id);
  });
});

describe("a generation that the upstream splits", () => {
  const use: Use = { type: "tool_use", id: "toolu_1", name: "now", input: {} };

  test("a call that goes on in a second block is one call", () => {
    const frames = whole(...eventsOf(use, ['{"zone":'], 0), ...eventsOf(use, ['"UTC"}'], 1));
    const calls = chatChunks(frames).flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    expect(new Set(calls.map(({ index }) => index))).toEqual(new Set([0]));
    expect(calls.filter(({ id }) => id)).toHaveLength(1);
    expect(calls.map((call) => call.function.arguments).join("")).toBe('{"zone":"UTC"}');
    const events = dataIn(relayed(new ResponseStream(new UsageMeter(ASKED), { model: "m", createdSeconds: 1, echo: '"a":1' }), frames));
    expect(events.at(-1).response.output).toMatchObject([{ type: "function_call", arguments: '{"zone":"UTC"}' }]);
  });

  test("an answer that breaks off and restarts ends with an error: two halves are not a call", () => {
    const begun = eventsOf(use, ['{"zone": "U']).slice(0, -1);
    const frames = [
      sse(
        startEvent({}),
        ...begun,
        startEvent({}),
        ...eventsOf({ ...use, id: "toolu_2" }, ['{"zone":"UTC"}']),
        deltaEvent({ output_tokens: 5 }, "tool_use"),
        STOP_EVENT,
      ),
    ];
    const chunks = chatChunks(frames);
    expect(chunks.at(-1)).toMatchObject({ error: { type: "server_error", message: expect.stringContaining("began it again") } });
    expect(JSON.stringify(chunks)).not.toContain("toolu_2");
    const events = dataIn(relayed(new ResponseStream(new UsageMeter(ASKED), { model: "m", createdSeconds: 1, echo: '"a":1' }), frames));
    expect(events.at(-1)).toMatchObject({ type: "response.failed" });
  });

  test("an answer that restarts before any output continues", () => {
    const chunks = chatChunks([
      sse(startEvent({}), startEvent({}), ...eventsOf(use, ["{}"]), deltaEvent({ output_tokens: 5 }, "tool_use"), STOP_EVENT),
    ]);
    expect(chunks.at(-1).choices[0].finish_reason).toBe("tool_calls");
  });
});
