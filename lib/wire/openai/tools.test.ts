import { describe, expect, test } from "vitest";
import { chatCall, functionTool, refusal, upstreamBody } from "@/lib/wire/testing/chat";
import { HAIKU_3_5, SONNET_4_6 } from "@/lib/wire/testing/models";

const TOOLS = [functionTool("f")];

describe("tools", () => {
  test("keep their schema and its order of keys", () => {
    const parameters = { type: "object", required: ["b"], properties: { b: { type: "string" }, a: { type: "number" } } };
    const tools = [{ type: "function", function: { name: "f", description: "d", parameters, strict: true } }, functionTool("g")];
    expect(JSON.stringify(upstreamBody({ tools }).tools)).toBe(
      JSON.stringify([
        { name: "f", description: "d", input_schema: { ...parameters, additionalProperties: false }, strict: true },
        { name: "g", input_schema: { type: "object", properties: {} } },
      ]),
    );
  });

  test("that must be strict get closed objects and only limits that the upstream knows; the others are named", () => {
    const parameters = { type: "object", properties: { age: { type: "integer", minimum: 0, maximum: 9 } }, required: ["age"] };
    const strict = { type: "function", function: { name: "f", parameters, strict: true } };
    const call = chatCall({ tools: [strict, functionTool("g", parameters)] });
    const [closed, open] = JSON.parse(call.body.toString()).tools;
    expect(closed.input_schema).toEqual({
      type: "object",
      properties: { age: { type: "integer", description: 'It must also fit {"minimum":0,"maximum":9}.' } },
      required: ["age"],
      additionalProperties: false,
    });
    expect(open.input_schema).toEqual(parameters);
    expect(call.ignored).toEqual(["tools.0.function.parameters.*.minimum", "tools.0.function.parameters.*.maximum"]);
  });

  test("that must be strict are named where the model cannot be", () => {
    const tools = [{ type: "function", function: { name: "f", strict: true } }];
    expect(chatCall({ tools }, HAIKU_3_5).ignored).toEqual(["tools.0.function.strict"]);
  });

  test.each([
    [{ tool_choice: "auto" }, { type: "auto" }],
    [{ tool_choice: "none" }, { type: "none" }],
    [{ tool_choice: "required" }, { type: "any" }],
    [{ tool_choice: { type: "function", function: { name: "f" } } }, { type: "tool", name: "f" }],
    [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [
      { tool_choice: "required", parallel_tool_calls: false },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [{ tool_choice: "none", parallel_tool_calls: false }, { type: "none" }],
    [{ parallel_tool_calls: true }, undefined],
  ])("%j chooses %j", (fields, choice) => {
    expect(upstreamBody({ tools: TOOLS, ...fields }).tool_choice).toEqual(choice);
  });

  test("may be forbidden where there are none", () => {
    expect(upstreamBody({ tool_choice: "none", parallel_tool_calls: false })).not.toHaveProperty("tool_choice");
  });

  test.each([
    ["tool_choice", { tool_choice: "required" }, SONNET_4_6],
    ["tool_choice", { tool_choice: "sometimes", tools: TOOLS }, SONNET_4_6],
    ["tool_choice.mode", { tool_choice: { type: "allowed_tools" }, tools: TOOLS }, SONNET_4_6],
    ["tool_choice.type", { tool_choice: { type: "web_search" }, tools: [...TOOLS, { type: "web_search" }] }, SONNET_4_6],
    ["tool_choice.function.name", { tool_choice: { type: "function", function: { name: "g" } }, tools: TOOLS }, SONNET_4_6],
    ["tools.0.custom.name", { tools: [{ type: "custom", custom: {} }] }, SONNET_4_6],
    ["tools.0.type", { tools: [{ type: 7 }] }, SONNET_4_6],
    ["tools.0.type", { tools: [{}] }, SONNET_4_6],
    ["tools.0.function.name", { tools: [{ type: "function", function: {} }] }, SONNET_4_6],
    ["tools.0.function.parameters", { tools: [{ type: "function", function: { name: "f", parameters: [] } }] }, SONNET_4_6],
  ])("%s is refused when it cannot be honoured %#", (param, fields, model) => {
    expect(refusal(fields, model)).toMatchObject({ code: "invalid_request", param });
  });
});
