import { expect, test } from "vitest";
import type { Call } from "@/lib/relay/call/call";
import { conversationOf, openingOf } from "@/lib/relay/routing/conversation";

const opening = (request: object) => openingOf(Buffer.from(JSON.stringify(request)));
const marked = { cache_control: { type: "ephemeral" } };
const text = (words: string, rest: object = {}) => ({ type: "text", text: words, ...rest });
const user = (content: unknown) => ({ role: "user", content });
const tools = [{ name: "Read", input_schema: { type: "object" } }];

/** The fields of a call that the function reads. */
const callOf = (body: object, cacheKey?: string, workspaceId = "w") =>
  ({
    caller: { workspaceId },
    parsed: { model: { id: "m" }, request: { cacheKey, body: Buffer.from(JSON.stringify(body)) } },
  }) as unknown as Call;

test("the client's session comes before prompt_cache_key, and that before the prompt's beginning", () => {
  const [one, other] = [callOf({ messages: [user("A")] }, "key"), callOf({ messages: [user("B")] }, "key")];
  expect(conversationOf(one, {})).toBe(conversationOf(other, {}));
  for (const name of ["x-claude-code-session-id", "x-session-id", "session_id", "conversation_id"]) {
    expect(conversationOf(one, { [name]: "s1" })).toBe(conversationOf(callOf({}, "other key"), { [name]: "s1" }));
    expect(conversationOf(one, { [name]: "s1" })).not.toBe(conversationOf(one, { [name]: "s2" }));
  }
  expect(conversationOf(callOf({ messages: [user("A")] }), {})).not.toBe(conversationOf(callOf({ messages: [user("B")] }), {}));
});

test("two workspaces never share a conversation", () => {
  const headers = { "x-session-id": "1" };
  expect(conversationOf(callOf({}, undefined, "a"), headers)).not.toBe(conversationOf(callOf({}, undefined, "b"), headers));
});

test("up to a marker in tools or system, what follows it makes no difference", () => {
  const request = (question: string, more = "") => ({ tools, system: [text("S", marked), text(more)], messages: [user(question)] });
  expect(opening(request("A", "x"))).toBe(opening(request("B", "y")));
  expect(opening(request("A"))).not.toBe(opening({ ...request("A"), system: [text("T", marked)] }));
  const markedTools = [{ ...tools[0], ...marked }];
  expect(opening({ tools: markedTools, system: "S", messages: [] })).toBe(opening({ tools: markedTools, system: "T", messages: [] }));
});

test("a conversation stays the same while it grows and its markers wander, however its first message is written", () => {
  const answer = { role: "assistant", content: [text("Fine.")] };
  const turns = [
    { system: "S", messages: [user("Hello")] },
    { system: "S", messages: [user([text("Hello", marked)])] },
    { system: "S", messages: [user([text("Hello")]), answer, user([text("More", marked)])], ...marked },
    { messages: [user("Hello"), answer, user("More"), answer, user("Much more")], max_tokens: 7, system: "S" },
  ];
  expect(new Set(turns.map(opening)).size).toBe(1);
  expect(opening({ system: "S", messages: [user("Good evening")] })).not.toBe(opening(turns[0] as object));
});

test("a first message of any length is recognised by its beginning, in blocks as in one string", () => {
  const long = 'He said: "no"\n'.repeat(20_000);
  const first = (content: unknown, more = "") => opening({ messages: [user(content), user(more)] });
  expect(first([text(long, marked)])).toBe(first(long));
  expect(first([text(long.slice(0, 9_000)), text(long.slice(9_000), marked)], "More")).toBe(first(long));
  expect(first(`Hello. ${long}`)).not.toBe(first(long));
});

test("words of a prompt that look like a marker are none", () => {
  const request = (question: string) => ({ system: 'use "cache_control" here', messages: [user(question)] });
  expect(opening(request("A"))).not.toBe(opening(request("B")));
});

test("no body is too odd", () => {
  for (const body of [
    "",
    "{",
    "[]",
    '{"messages":7}',
    '{"messages":[]}',
    '{"messages":[[]]}',
    '{"messages":[{"content":[1,{"text":2}]}],"system":null}',
  ])
    expect(openingOf(Buffer.from(body))).toMatch(/^.{28}$/);
});
