import { describe, expect, test } from "vitest";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { parseResponsesRequest } from "@/lib/wire/openai-responses/request";
import { toResponse } from "@/lib/wire/openai-responses/response";
import { ResponseStream } from "@/lib/wire/openai-responses/response-stream";
import { refusal, responsesCall, upstreamBody } from "@/lib/wire/testing/responses";
import { ASKED, deltaEvent, relayed, STOP_EVENT, sse, startEvent } from "@/lib/wire/testing/streams";

const CLOSE = { type: "function", name: "close", description: "Closes one.", parameters: { type: "object", properties: {} } };
/** As Codex groups its tools for other agents. */
const TOOLS = [
  { type: "namespace", name: "agents", description: "About agents.", tools: [CLOSE, { ...CLOSE, name: "spawn", description: undefined }] },
  { type: "function", name: "agents__list" },
];
const CALL = { type: "function_call", call_id: "1", namespace: "agents", name: "spawn", arguments: "{}" };
const USE = { type: "tool_use", id: "1", name: "agents__spawn", input: {} };

describe("tools of a namespace", () => {
  test("go upstream beside the others with their namespace in the name, and calls use these names", () => {
    const input = [{ role: "user", content: "x" }, CALL, { type: "function_call_output", call_id: "1", output: "ok" }];
    const { tools, messages } = upstreamBody({ tools: TOOLS, input });
    expect(tools).toEqual([
      { name: "agents__close", description: "About agents.\n\nCloses one.", input_schema: CLOSE.parameters },
      { name: "agents__spawn", description: "About agents.", input_schema: CLOSE.parameters },
      { name: "agents__list", input_schema: { type: "object", properties: {} } },
    ]);
    expect(messages[1].content).toEqual([USE]);
    expect(responsesCall({ tools: TOOLS }).ignored).toEqual([]);
  });

  test("are called by their callers' names, in whole answers and in streams", () => {
    const request = parseResponsesRequest(Buffer.from(JSON.stringify({ model: "m", input: "x", tools: TOOLS })));
    const head = { model: "m", createdSeconds: 1, echo: request.echo, toolNames: responsesCall({ tools: TOOLS }).toolNames };
    const content = [USE, { ...USE, id: "2", name: "agents__list" }];
    const usage = new UsageMeter(ASKED).measured().usage;
    const called = [
      { call_id: "1", namespace: "agents", name: "spawn" },
      { call_id: "2", name: "agents__list" },
    ];
    const message = { id: "msg_1", content, stop_reason: "tool_use" };
    const whole = JSON.parse(toResponse(Buffer.from(JSON.stringify(message)), message, { ...head, usage }));
    expect(whole.output).toMatchObject(called);
    expect(whole.output[1]).not.toHaveProperty("namespace");
    const blocks = content.flatMap((block, index) => [
      { type: "content_block_start", index, content_block: block },
      { type: "content_block_stop", index },
    ]);
    const stream = new ResponseStream(new UsageMeter(ASKED), head);
    const text = relayed(stream, [sse(startEvent({}), ...blocks, deltaEvent({ output_tokens: 5 }, "tool_use"), STOP_EVENT)]);
    const last = text.slice(text.lastIndexOf("data: ") + "data: ".length);
    expect(JSON.parse(last).response.output).toMatchObject(called);
    expect(text).toContain('"name":"spawn","arguments":"{}"');
  });

  test.each([
    ["tools.0.name", { tools: [{ type: "namespace", tools: [] }] }],
    ["tools.0.tools", { tools: [{ type: "namespace", name: "a" }] }],
    ["tools.0.tools.0", { tools: [{ type: "namespace", name: "a", tools: ["x"] }] }],
    ["tools.0.tools.0.name", { tools: [{ type: "namespace", name: "a", tools: [{ type: "function" }] }] }],
    ["tools.0.tools.0.type", { tools: [{ type: "namespace", name: "a", tools: [{ type: 5, name: "b" }] }] }],
  ])("are refused by the name of %s: %j", (param, fields) => {
    expect(refusal(fields)).toMatchObject({ code: "invalid_request", param });
  });
});
