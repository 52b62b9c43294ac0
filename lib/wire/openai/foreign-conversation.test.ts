import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { upstreamCallId } from "@/lib/wire/openai/upstream-names";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { chatCall, functionTool, refusal } from "@/lib/wire/testing/chat";
import { HAIKU_3_5, SONNET_4_5 } from "@/lib/wire/testing/models";
import { responsesCall } from "@/lib/wire/testing/responses";
import { ASKED, deltaEvent, relayed, STOP_EVENT, sse, startEvent } from "@/lib/wire/testing/streams";

const CLAUDES = /^[a-zA-Z0-9_-]+$/;

type Block = { type: string; id: string; name: string; tool_use_id: string; content: unknown; text: string };
type Turn = { role: string; content: Block[] };

const user = (content: unknown) => ({ role: "user", content });
const said = (content: string) => ({ role: "assistant", content });
const called = (...ids: string[]) => {
  const calls = ids.map((id) => ({ id, type: "function", function: { name: "f", arguments: "{}" } }));
  return { role: "assistant", content: null, tool_calls: calls };
};
const answered = (id: string, content: unknown = "1") => ({ role: "tool", tool_call_id: id, content });

function sent(messages: object[], model = SONNET_4_5) {
  const call = chatCall({ messages }, model);
  const body = JSON.parse(call.body.toString()) as { messages: Turn[]; system?: Block[] };
  return { turns: body.messages, system: body.system, ignored: call.ignored };
}

const kinds = (turns: Turn[]) => turns.map(({ role, content }) => [role, ...content.map(({ type }) => type)].join(" "));

describe("ids of calls that the upstream does not accept", () => {
  const ODD = ["functions.f:0", "call 1", "ü", "a".repeat(65), "", "\ud800", "\ud801"];

  test("are replaced, always in the same way, also in their results", () => {
    const { turns, ignored } = sent([user("x"), called(...ODD), ...ODD.map((id) => answered(id, `of ${id.length}`))]);
    const ids = turns[1]?.content.map(({ id }) => id) ?? [];
    for (const id of ids) expect(id).toMatch(CLAUDES);
    expect(new Set(ids).size).toBe(ODD.length);
    expect(turns[2]?.content.map((block) => block.tool_use_id)).toEqual(ids);
    expect(ignored).toEqual([]);
    const alone = sent([user("y"), said("z"), user("y"), called("ü"), answered("ü")]).turns;
    expect(alone[3]?.content[0]?.id).toBe(ids[2]);
    const items = [user("x"), { type: "function_call", call_id: "ü", name: "f", arguments: "" }];
    const output = { type: "function_call_output", call_id: "ü", output: "1" };
    expect(JSON.parse(responsesCall({ input: [...items, output] }).body.toString()).messages[1].content[0].id).toBe(ids[2]);
  });

  test("stay unchanged where it accepts them", () => {
    expect(sent([user("x"), called("toolu_01-A"), answered("toolu_01-A")]).turns[1]?.content[0]?.id).toBe("toolu_01-A");
  });

  test("that another model used twice become distinct, in one turn and in several, and the beginning stays unchanged", () => {
    const first = [user("x"), called("0", "0"), answered("0", "a"), answered("0", "b")];
    const before = sent(first).turns;
    expect(new Set(before[1]?.content.map(({ id }) => id)).size).toBe(2);
    expect(before[2]?.content.map((block) => [block.tool_use_id, block.content])).toEqual([
      [before[1]?.content[0]?.id, "a"],
      [before[1]?.content[1]?.id, "b"],
    ]);
    const after = sent([...first, called("0"), answered("0", "c")]).turns;
    expect(after.slice(0, 3)).toEqual(before);
    expect(after[4]?.content[0]?.tool_use_id).toBe(after[3]?.content[0]?.id);
    expect(new Set([before[1], after[3]].flatMap((turn) => turn?.content.map(({ id }) => id))).size).toBe(3);
  });

  test("stay distinct even from an id that looks like a replaced one", () => {
    const made = upstreamCallId("f:0", 0);
    const ids = sent([user("x"), called("f:0", made), answered(made), answered("f:0")]).turns[1]?.content.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });
});

describe("names of tools that the upstream does not accept", () => {
  const NAMES = ["mcp.search", "mcp/search", "n".repeat(200), "mcp_search"];
  const tools = NAMES.map((name) => functionTool(name));

  test("are replaced in definitions, in earlier calls and in a forced choice", () => {
    const tool_choice = { type: "function", function: { name: "mcp.search" } };
    const call = { id: "1", type: "function", function: { name: "mcp.search", arguments: "{}" } };
    const messages = [user("x"), { role: "assistant", tool_calls: [call] }, answered("1")];
    const body = JSON.parse(chatCall({ tools, tool_choice, messages }).body.toString());
    const names: string[] = body.tools.map(({ name }: Block) => name);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,128}$/);
    expect(new Set(names).size).toBe(NAMES.length);
    expect(names[3]).toBe("mcp_search");
    expect([body.tool_choice.name, body.messages[1].content[0].name]).toEqual([names[0], names[0]]);
  });

  test("come back as the caller wrote them, in whole answers and in streams", () => {
    const call = chatCall({ tools });
    const [name] = JSON.parse(call.body.toString()).tools.map((tool: Block) => tool.name);
    const head = { model: "m", createdSeconds: 1, toolNames: call.toolNames };
    const use = { type: "tool_use", id: "1", name, input: {} };
    const message = { id: "msg_1", content: [use, { ...use, name: "mcp_search" }], stop_reason: "tool_use" };
    const { usage } = new UsageMeter(ASKED).measured();
    const whole = toChatCompletion(Buffer.from(JSON.stringify(message)), message, { ...head, usage });
    expect(whole.choices[0]?.message.tool_calls?.map((each) => each.function?.name)).toEqual(["mcp.search", "mcp_search"]);
    const blocks = [
      { type: "content_block_start", index: 0, content_block: use },
      { type: "content_block_stop", index: 0 },
    ];
    const stream = new ChatStream(new UsageMeter(ASKED), { ...head, includeUsage: false });
    const text = relayed(stream, [sse(startEvent({}), ...blocks, deltaEvent({ output_tokens: 5 }, "tool_use"), STOP_EVENT)]);
    expect(text).toContain('"name":"mcp.search"');
  });

  test("that come twice are sent once, and the second is named", () => {
    const call = chatCall({ tools: [functionTool("f"), functionTool("g"), functionTool("f", { type: "object", properties: {} })] });
    expect(JSON.parse(call.body.toString()).tools.map(({ name }: Block) => name)).toEqual(["f", "g"]);
    expect(call.ignored).toEqual(["tools.2"]);
  });
});

describe("calls and results that do not pair", () => {
  test("a call without a result gets one that says so, and is named", () => {
    const { turns, ignored } = sent([user("x"), called("a", "b"), answered("a"), user("go on")]);
    expect(kinds(turns)).toEqual(["user text", "assistant tool_use tool_use", "user tool_result tool_result text"]);
    expect(turns[2]?.content[1]).toEqual({
      type: "tool_result",
      tool_use_id: "b",
      content: "There is no result of this call.",
      is_error: true,
    });
    expect(ignored).toEqual(["messages.1.tool_calls.1"]);
    const interrupted = sent([user("x"), called("a"), user("never mind"), said("well"), user("y")]);
    expect(kinds(interrupted.turns)).toEqual(["user text", "assistant tool_use", "user tool_result text", "assistant text", "user text"]);
  });

  test("a call at the very end is refused by its place", () => {
    for (const model of [SONNET_4_5, HAIKU_3_5]) {
      expect(refusal({ messages: [user("x"), called("a")] }, model)).toMatchObject({ param: "messages.1.tool_calls.0" });
    }
  });

  test("a result without its call becomes text", () => {
    const parts = [{ type: "text", text: "2" }];
    const { turns, ignored } = sent([answered("gone", "1"), answered("lost", parts), user("so?")]);
    expect(turns[0]?.content.map(({ text }) => text)).toEqual([
      "Result of the tool call gone:\n1",
      "Result of the tool call lost:",
      "2",
      "so?",
    ]);
    expect(ignored).toEqual(["messages.0", "messages.1"]);
  });

  test("a result that comes after the next answer becomes text, and the turns before it stay unchanged", () => {
    const first = [user("x"), called("a", "b"), answered("a"), said("still waiting")];
    const { turns } = sent([...first, answered("b", "late")]);
    expect(turns.at(-1)?.content).toEqual([{ type: "text", text: "Result of the tool call b:\nlate" }]);
    expect(turns.slice(0, 4)).toEqual(sent([...first, user("?")]).turns.slice(0, 4));
  });

  test("the first of several results of one call counts, with the marker of any", () => {
    const again = { ...answered("a", "2"), cache_control: { type: "ephemeral" } };
    const { turns, ignored } = sent([user("x"), called("a"), answered("a"), again]);
    expect(turns[2]?.content).toEqual([{ type: "tool_result", tool_use_id: "a", content: "1", cache_control: { type: "ephemeral" } }]);
    expect(ignored).toEqual(["messages.3"]);
  });
});

describe("roles in any order", () => {
  test("when the assistant speaks first, a user's turn is put before it", () => {
    const { turns, ignored } = sent([{ role: "system", content: "s" }, said("Hello, how can I help?"), user("x")]);
    expect(kinds(turns)).toEqual(["user text", "assistant text", "user text"]);
    expect(ignored).toEqual(["messages.1"]);
  });

  test("when only the system speaks, its words become the question", () => {
    const { turns, system } = sent([{ role: "system", content: "Tell me a joke." }]);
    expect([system, turns]).toEqual([undefined, [user([{ type: "text", text: "Tell me a joke." }])]]);
    expect(refusal({ messages: [{ role: "system", content: " " }] }).param).toBe("messages");
    const call = responsesCall({ instructions: "Tell me a joke.", input: [] });
    expect(JSON.parse(call.body.toString()).messages).toEqual([user([{ type: "text", text: "Tell me a joke." }])]);
  });

  test.each([[""], [" \n"], [[]], [[{ type: "text", text: "" }]]])(
    "the user with %j: a turn that says so, unless the user says more",
    (content) => {
      const { turns, ignored } = sent([user("x"), said("y"), user(content)]);
      expect(kinds(turns)).toEqual(["user text", "assistant text", "user text"]);
      expect(ignored).toEqual(["messages.2"]);
      expect(sent([user("x"), user(content)]).turns).toEqual([user([{ type: "text", text: "x" }])]);
    },
  );

  test("an answer that was begun ends without its blanks", () => {
    const { turns, ignored } = sent([user("x"), said("So: \n")]);
    expect(turns[1]?.content).toEqual([{ type: "text", text: "So:" }]);
    expect(ignored).toEqual(["messages.1"]);
    expect(sent([user("x"), said("So: "), user("y")]).turns[1]?.content[0]?.text).toBe("So: ");
  });
});

test("half an emoji is U+FFFD wherever the caller's text goes upstream, and a whole one stays", () => {
  const tools = [
    { type: "function", function: { name: "f", description: "d\ude00", parameters: { type: "object", properties: { "k\ud83d": {} } } } },
  ];
  const messages = [
    { role: "system", content: "s\ud83d" },
    user("\ud83d\ude00 whole \\ud83d"),
    called("i\ud83d"),
    answered("i\ud83d", "r\ude00"),
  ];
  const body = chatCall({ messages, tools, stop: ["\ud83d"] }).body.toString();
  expect(body).not.toMatch(/(?<!\\)\\u[dD]/);
  const read = JSON.parse(body);
  expect([read.system[0].text, read.messages[0].content[0].text, read.messages[2].content[0].content]).toEqual([
    "s\ufffd",
    "\u{1f600} whole \\ud83d",
    "r\ufffd",
  ]);
  expect(read.stop_sequences).toEqual(["\ufffd"]);
});
