import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { toResponse } from "@/lib/wire/openai-responses/response";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";
import { chatCall, functionTool, refusal } from "@/lib/wire/testing/chat";
import { ASKED, deltaEvent, relayed, STOP_EVENT, sse, startEvent } from "@/lib/wire/testing/streams";

const STRING = { type: "string" };
const NUMBER = { type: "number" };

function sent(parameters: unknown) {
  const call = chatCall({ tools: [functionTool("f", parameters as object)] });
  return { tool: JSON.parse(call.body.toString()).tools[0], ignored: call.ignored, names: call.toolNames };
}

describe("the head of a tool's input is one plain object upstream", () => {
  test("a choice that only narrows goes into the description, and is named", () => {
    const anyOf = [{ required: ["a"] }, { required: ["b"] }];
    const properties = { a: STRING, b: STRING };
    const { tool, ignored } = sent({ type: "object", properties, anyOf });
    expect(tool.input_schema).toEqual({ type: "object", properties });
    expect(tool.description).toBe(`The input must also fit ${JSON.stringify({ anyOf })}.`);
    expect(ignored).toEqual(["tools.0.function.parameters.anyOf"]);
  });

  test("choices with properties of their own become one object with all of them; only what all require is required", () => {
    const one = { type: "object", properties: { kind: { const: "a" }, x: STRING }, required: ["kind", "x"] };
    const other = { type: "object", properties: { kind: { const: "b" }, x: STRING, y: NUMBER }, required: ["kind", "y"] };
    const { tool } = sent({ oneOf: [one, { $ref: "#/$defs/Other" }, { type: "null" }], $defs: { Other: other } });
    expect(tool.input_schema).toEqual({
      type: "object",
      $defs: { Other: other },
      properties: { kind: { anyOf: [{ const: "a" }, { const: "b" }] }, x: STRING, y: NUMBER },
      required: ["kind"],
    });
  });

  test("all parts together are one object", () => {
    const { tool, ignored } = sent({ allOf: [{ properties: { a: STRING }, required: ["a"] }, { properties: { b: NUMBER } }], title: "T" });
    expect(tool).toEqual({
      name: "f",
      input_schema: { type: "object", title: "T", properties: { a: STRING, b: NUMBER }, required: ["a"] },
    });
    expect(ignored).toEqual(["tools.0.function.parameters.allOf"]);
  });

  test.each([
    ["may be null", { type: ["object", "null"], properties: { a: STRING } }],
    ["is nullable", { type: "object", nullable: true, properties: { a: STRING } }],
    ["has no kind", { properties: { a: STRING } }],
    ["has none for its kind", { type: null, properties: { a: STRING } }],
    ["points to a definition", { $ref: "#/$defs/A", $defs: { A: { type: "object", properties: { a: STRING } } } }],
  ])("an input that %s is an object", (_, parameters) => {
    expect(sent(parameters).tool.input_schema).toMatchObject({ type: "object", properties: { a: STRING } });
    expect(sent(parameters).ignored).toEqual([]);
  });

  test("an input that is no object is refused by its place, and so are endless choices", () => {
    expect(refusal({ tools: [functionTool("f", { type: "string" })] }).param).toBe("tools.0.function.parameters.type");
    const parameters = { $ref: "#/$defs/A", $defs: { A: { anyOf: [{ $ref: "#/$defs/A" }, { $ref: "#/$defs/A" }] } } };
    expect(refusal({ tools: [functionTool("f", parameters)] }).param).toBe("tools.0.function.parameters");
  });

  test("what stands below stays as it is", () => {
    const properties = { v: { anyOf: [STRING, { type: "null" }], minimum: 1, "$odd key": true } };
    expect(sent({ type: "object", properties }).tool.input_schema).toEqual({ type: "object", properties });
  });
});

describe("keys outside the upstream's alphabet", () => {
  const parameters = { type: "object", properties: { $filter: STRING, größe: NUMBER, plain: STRING }, required: ["$filter", "plain"] };
  const { tool, names } = sent(parameters);
  const [filter = "", size = "", plain] = Object.keys(tool.input_schema.properties);

  test("are replaced there, in the same way each time", () => {
    for (const key of [filter, size]) expect(key).toMatch(/^[a-zA-Z0-9_.-]{1,64}$/);
    expect([new Set([filter, size]).size, plain, tool.input_schema.required]).toEqual([2, "plain", [filter, "plain"]]);
    expect(sent(parameters).tool).toEqual(tool);
  });

  test("come back as the caller wrote them, and no value changes", () => {
    const args = `{"${filter}":"a \\u00e9","${size}":1.0,"plain":12345678901234567890}`;
    const wanted = '{"$filter":"a \\u00e9","größe":1.0,"plain":12345678901234567890}';
    const bytes = Buffer.from(
      `{"id":"msg_1","content":[{"type":"tool_use","id":"1","name":"f","input":${args}}],"stop_reason":"tool_use"}`,
    );
    const head = { model: "m", createdSeconds: 1, toolNames: names };
    const { usage } = new UsageMeter(ASKED).measured();
    const message = JSON.parse(bytes.toString());
    const whole = toChatCompletion(bytes, message, { ...head, usage });
    expect(whole.choices[0]?.message.tool_calls?.[0]?.function?.arguments).toBe(wanted);
    expect(JSON.parse(toResponse(bytes, message, { ...head, echo: '"a":1', usage })).output[0].arguments).toBe(wanted);
    const pieces = [args.slice(0, 9), args.slice(9)].map((partial_json) => {
      return { type: "content_block_delta", index: 0, delta: { type: "input_json_delta", partial_json } };
    });
    const block = { type: "content_block_start", index: 0, content_block: { type: "tool_use", id: "1", name: "f", input: {} } };
    const end = [{ type: "content_block_stop", index: 0 }, deltaEvent({ output_tokens: 5 }, "tool_use"), STOP_EVENT];
    const frames = [sse(startEvent({}), block, ...pieces, ...end)];
    const chat = relayed(new ChatStream(new UsageMeter(ASKED), { ...head, includeUsage: false }), frames);
    expect(chat).toContain(`"function":{"arguments":${JSON.stringify(wanted)}}`);
    expect(chat).not.toContain(filter);
    const responses = relayed(new ResponseStream(new UsageMeter(ASKED), { ...head, echo: '"a":1' }), frames);
    expect(responses).toContain(`"delta":${JSON.stringify(wanted)}`);
    expect(responses).not.toContain(filter);
  });
});
