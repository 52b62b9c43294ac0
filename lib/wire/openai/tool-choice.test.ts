import { describe, expect, test } from "vitest";
import { chatCall, functionTool, refusal } from "@/lib/wire/testing/chat";
import { OPUS_5_5, SONNET_4_5, SONNET_4_6 } from "@/lib/wire/testing/models";
import { responsesCall } from "@/lib/wire/testing/responses";

const TOOLS = [functionTool("f"), functionTool("g"), functionTool("mcp.h")];
const sent = (call: { body: Buffer; ignored: string[] }) => ({ ...JSON.parse(call.body.toString()), ignored: call.ignored });
const names = ({ tools }: { tools: { name: string }[] }) => tools.map(({ name }) => name);
const STRICT = { isStrict: true };

describe("where a model cannot be forced to call a tool", () => {
  test("it is offered that one alone with an instruction, and the parameter is named", () => {
    const tool_choice = { type: "function", function: { name: "g" } };
    const body = sent(
      chatCall(
        {
          tools: TOOLS,
          tool_choice,
          messages: [
            { role: "system", content: "S" },
            { role: "user", content: "x" },
          ],
        },
        OPUS_5_5,
      ),
    );
    expect([names(body), body.tool_choice, body.ignored]).toEqual([["g"], undefined, ["tool_choice"]]);
    expect(body.system.map(({ text }: { text: string }) => text)).toEqual(["S", expect.stringContaining("Call the tool g.")]);
    const flat = sent(responsesCall({ tools: TOOLS, tool_choice: { type: "function", name: "g" } }, OPUS_5_5));
    expect([names(flat), flat.system]).toEqual([["g"], [body.system[1]]]);
  });

  test("it is instructed to call any of them, and one at a time if requested", () => {
    const body = sent(chatCall({ tools: TOOLS, tool_choice: "required", parallel_tool_calls: false }, OPUS_5_5));
    expect([names(body).length, body.tool_choice]).toEqual([3, { type: "auto", disable_parallel_tool_use: true }]);
    expect(body.system[0].text).toContain("at least one of your tools");
  });

  test("a caller that prefers a refusal gets one before anything is sent", () => {
    const fields = { tools: TOOLS, tool_choice: "required" };
    expect(refusal(fields, OPUS_5_5, STRICT)).toMatchObject({ code: "invalid_request", param: "tool_choice" });
    expect(chatCall(fields, SONNET_4_6, STRICT).ignored).toEqual([]);
  });

  test("because it thinks by a budget, the thinking is dropped", () => {
    const fields = { tools: TOOLS, tool_choice: "required", reasoning_effort: "low" };
    const body = sent(chatCall(fields, SONNET_4_5));
    expect([body.tool_choice, body.thinking, body.ignored]).toEqual([{ type: "any" }, undefined, ["reasoning_effort"]]);
    expect(refusal(fields, SONNET_4_5, STRICT).param).toBe("tool_choice");
  });
});

describe("tools that are allowed among those defined", () => {
  const nested = (mode: string, ...allowed: string[]) => ({
    type: "allowed_tools",
    allowed_tools: { mode, tools: allowed.map((name) => ({ type: "function", function: { name } })) },
  });
  const flat = (mode: string, ...allowed: string[]) => ({
    type: "allowed_tools",
    mode,
    tools: allowed.map((name) => ({ type: "function", name })),
  });

  test.each([
    ["auto", { type: "auto" }],
    ["required", { type: "any" }],
  ])("are the only ones that the model gets: %s", (mode, choice) => {
    const chat = sent(chatCall({ tools: TOOLS, tool_choice: nested(mode, "mcp.h", "f") }));
    expect([names(chat)[0], names(chat).length, chat.tool_choice]).toEqual(["f", 2, choice]);
    const responses = sent(responsesCall({ tools: TOOLS, tool_choice: flat(mode, "f", "mcp.h") }));
    expect([responses.tools, responses.tool_choice]).toEqual([chat.tools, choice]);
  });

  test("may be none of ours, or are refused by their place", () => {
    const hosted = { type: "allowed_tools", mode: "auto", tools: [{ type: "image_generation" }] };
    const none = sent(responsesCall({ tools: TOOLS, tool_choice: hosted }));
    expect([none.tools, none.tool_choice]).toEqual([undefined, undefined]);
    expect(refusal({ tools: TOOLS, tool_choice: nested("auto", "x") }).param).toBe("tool_choice.allowed_tools.tools.0.function.name");
    expect(refusal({ tools: TOOLS, tool_choice: nested("never", "f") }).param).toBe("tool_choice.allowed_tools.mode");
    expect(refusal({ tools: TOOLS, tool_choice: nested("required") }).param).toBe("tool_choice.allowed_tools.tools");
  });
});
