import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chatCall, HELLO } from "../testing/chat";
import { responsesCall } from "../testing/responses";
import { toolUseBlock, withArgumentTexts } from "./tool-use";

/** What a parser would round, sort and write otherwise. */
const ARGS = ['{"id":12345678901234567890,"b":1.0, "2":"\\u00e9","1":2}', '{ "a" : "$&$1" }', ""];
const SENT = `"input":${ARGS[0]}},{"type":"tool_use","id":"1","name":"f","input":${ARGS[1]}},{"type":"tool_use","id":"2","name":"f","input":{}}`;

function chatHistory(args: string[]) {
  const tool_calls = args.map((each, index) => ({ id: `${index}`, type: "function", function: { name: "f", arguments: each } }));
  return chatCall({ messages: [...HELLO, { role: "assistant", tool_calls }, ...HELLO] });
}

describe("the arguments of a call in the history go up in the words that came down", () => {
  test("in a chat", () => {
    const call = chatHistory(ARGS);
    expect(call.body.toString()).toContain(SENT);
    expect(call.promptBytes).toBe(call.body.length - 5);
  });

  test("in a response's input, where another item stands between them", () => {
    const items = ARGS.map((each, index) => ({ type: "function_call", call_id: `${index}`, name: "f", arguments: each }));
    const output = { type: "function_call_output", call_id: "0", output: "[]" };
    expect(responsesCall({ input: [...HELLO, ...items, output] }).body.toString()).toContain(SENT);
    const apart = responsesCall({ input: [...HELLO, items[0], output, items[1], output] }).body.toString();
    for (const each of ARGS.slice(0, 2)) expect(apart).toContain(`"input":${each}}`);
  });

  test("and half of a surrogate pair as its escape", () => {
    expect(chatHistory(['{"a":"\ud800"}']).body.toString()).toContain('"input":{"a":"\\ud800"}');
  });

  test("however deep they are", () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(chatHistory([deep]).body.toString()).toContain(deep);
  });
});

test("whatever an answer calls, its arguments are what stands in its bytes", () => {
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

test.each(["{bad", "[]", "3", "null", '"{}"', " ", 3, {}])("arguments that are %j are refused", (args) => {
  const params = { id: "id", name: "name", args: "args" };
  expect(() => toolUseBlock({ id: "A", name: "f", args }, params)).toThrow("args: must be the text of a JSON object.");
});
