import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toolUseBlock, withArgumentTexts } from "@/lib/wire/openai/tool-use";
import { chatCall, HELLO } from "@/lib/wire/testing/chat";
import { responsesCall } from "@/lib/wire/testing/responses";

/** Arguments that a parser would round, sort or write differently. */
const ARGS = ['{"id":12345678901234567890,"b":1.0, "2":"\\u00e9","1":2}', '{ "a" : "$&$1" }', ""];
const SENT = `"input":${ARGS[0]}},{"type":"tool_use","id":"1","name":"f","input":${ARGS[1]}},{"type":"tool_use","id":"2","name":"f","input":{}}`;

function chatHistory(args: string[]) {
  const tool_calls = args.map((each, index) => ({ id: `${index}`, type: "function", function: { name: "f", arguments: each } }));
  const results = args.map((_, index) => ({ role: "tool", tool_call_id: `${index}`, content: "ok" }));
  return chatCall({ messages: [...HELLO, { role: "assistant", tool_calls }, ...results] });
}

describe("the arguments of an earlier call go upstream exactly as they came", () => {
  test("in a chat", () => {
    const call = chatHistory(ARGS);
    expect(call.body.toString()).toContain(SENT);
    expect(call.prompt.textBytes).toBe(call.body.length - 5);
  });

  test("in a response's input, where another item stands between them", () => {
    const items = ARGS.map((each, index) => ({ type: "function_call", call_id: `${index}`, name: "f", arguments: each }));
    const output = { type: "function_call_output", call_id: "0", output: "[]" };
    expect(responsesCall({ input: [...HELLO, ...items, output] }).body.toString()).toContain(SENT);
    const second = { ...output, call_id: "1" };
    const apart = responsesCall({ input: [...HELLO, items[0], output, items[1], second] }).body.toString();
    for (const each of ARGS.slice(0, 2)) expect(apart).toContain(`"input":${each}}`);
  });

  test("and half of a surrogate pair, written as it is or escaped, as U+FFFD", () => {
    expect(chatHistory(['{"a":"\ud800"}']).body.toString()).toContain('"input":{"a":"\ufffd"}');
    expect(chatHistory([String.raw`{"n":1.0,"a":"\ud83d x \uD83D\uDE00 \\ud83d"}`]).body.toString()).toContain(
      String.raw`"input":{"n":1.0,"a":"\ufffd x \uD83D\uDE00 \\ud83d"}`,
    );
  });

  test("however deep they are", () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(chatHistory([deep]).body.toString()).toContain(deep);
  });
});

test("the arguments of an answer's calls are its exact bytes", () => {
  const block = fc.oneof(
    fc.record({ type: fc.constantFrom("tool_use", "text"), input: fc.jsonValue(), name: fc.string() }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(block), fc.jsonValue(), fc.constantFrom(0, 1, 3), (content, other, indent) => {
      const answer = { other, content, "": [{ type: "tool_use", input: 1 }] };
      const blocks = content.filter((each) => typeof each === "object" && each !== null && !Array.isArray(each));
      const read = withArgumentTexts(blocks as Parameters<typeof withArgumentTexts>[0], Buffer.from(JSON.stringify(answer, null, indent)));
      const uses = read.filter(({ type }) => type === "tool_use");
      expect(uses.map((each) => JSON.parse(`${each.arguments}`))).toEqual(uses.map(({ input }) => JSON.parse(JSON.stringify(input ?? {}))));
    }),
    { numRuns: 1000 },
  );
});

const PARAMS = { id: "id", name: "name", args: "args" };

test.each(['{"city": "Pa', "[]", "3", "null", '"{}"', "{bad", "é\ud83d"])(
  "arguments that are no object go up inside of one: %j",
  (args) => {
    const [, called] = JSON.parse(chatHistory([args]).body.toString()).messages;
    expect(called.content).toEqual([{ type: "tool_use", id: "0", name: "f", input: { INVALID_JSON: args.toWellFormed() } }]);
    const item = { type: "function_call", call_id: "0", name: "f", arguments: args };
    const output = { type: "function_call_output", call_id: "0", output: "[]" };
    expect(JSON.parse(responsesCall({ input: [...HELLO, item, output] }).body.toString()).messages[1]).toEqual(called);
  },
);

test("arguments that are an object already are taken, a blank means none, and other values are refused by their place", () => {
  expect(toolUseBlock({ id: "A", name: "f", args: { a: 1 } }, PARAMS).input).toEqual({ a: 1 });
  expect(toolUseBlock({ id: "A", name: "f", args: " " }, PARAMS).input).toEqual({});
  for (const args of [3, true, []]) expect(() => toolUseBlock({ id: "A", name: "f", args }, PARAMS)).toThrow("args: must be a string.");
});
