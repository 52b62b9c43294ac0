import { describe, expect, test } from "vitest";
import { chatCall, functionTool, HELLO, refusal, upstreamBody } from "../testing/chat";
import { HAIKU_3_5, OPUS_5, OPUS_5_5, SONNET_4_5, SONNET_4_6, SONNET_5_5 } from "../testing/models";
import { parseChatRequest } from "./request";

const TURNS = [{ role: "user", content: [{ type: "text", text: "Hello" }] }];
const TOOLS = [functionTool("f")];

test("a plain call asks for a plain message", () => {
  const call = chatCall({});
  expect(JSON.parse(call.body.toString())).toEqual({ model: "claude-sonnet-4-6", max_tokens: 16_384, messages: TURNS });
  expect(call).toMatchObject({ isStream: false, maxTokens: 16_384, ignored: [], promptBytes: call.body.length, hasServerTools: false });
});

test("the model's own id goes upstream, whatever alias the caller used", () => {
  expect(upstreamBody({ model: "claude-sonnet-4-5-20250929" }, SONNET_4_5).model).toBe("claude-sonnet-4-5");
});

test("what a stream must report is read from its options", () => {
  const request = parseChatRequest(Buffer.from('{"model":"m","stream":true,"stream_options":{"include_usage":true}}'));
  expect(request).toMatchObject({ modelId: "m", isStream: true, includeUsage: true });
  expect(upstreamBody({ stream: true }).stream).toBe(true);
});

describe("max tokens", () => {
  test("are the model's own maximum where that is less than the default", () => {
    expect(upstreamBody({}, HAIKU_3_5).max_tokens).toBe(8192);
  });

  test("are max_completion_tokens before max_tokens", () => {
    expect(upstreamBody({ max_tokens: 7, max_completion_tokens: 50 }).max_tokens).toBe(50);
    expect(upstreamBody({ max_tokens: 7 }).max_tokens).toBe(7);
  });

  test.each([
    ["max_tokens", { max_tokens: 8193 }],
    ["max_completion_tokens", { max_completion_tokens: 8193 }],
    ["max_tokens", { max_tokens: 0 }],
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_tokens", { max_tokens: "100" }],
    ["max_tokens", { max_tokens: 1e300 }],
  ])("that are absurd or above the maximum are refused: %s %#", (param, fields) => {
    expect(refusal(fields, HAIKU_3_5)).toMatchObject({ code: "invalid_request", param });
  });
});

describe("sampling", () => {
  const fields = { temperature: 1.7, top_p: 0.9, stop: ["\n", "END"], seed: 1, n: 1, max_completion_tokens: 50 };

  test("is cut to what an older model takes, and the caller is told", () => {
    const call = chatCall(fields, SONNET_4_5);
    expect(JSON.parse(call.body.toString())).toEqual({
      model: "claude-sonnet-4-5",
      max_tokens: 50,
      messages: TURNS,
      stop_sequences: ["END"],
      temperature: 1,
    });
    expect(call.ignored).toEqual(["seed", "top_p"]);
  });

  test("is left out where the model takes none", () => {
    const call = chatCall({ ...fields, top_k: 5 }, OPUS_5_5);
    expect(JSON.parse(call.body.toString())).not.toHaveProperty("temperature");
    expect(call.ignored).toEqual(["seed", "temperature", "top_p", "top_k"]);
  });

  test("is sent whole where the model takes all", () => {
    expect(upstreamBody({ temperature: 0, top_p: 0.5, top_k: 3, stop: "END" }, HAIKU_3_5)).toMatchObject({
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      stop_sequences: ["END"],
    });
  });

  test("gives way to thinking", () => {
    const call = chatCall({ temperature: 0.2, reasoning_effort: "low" }, SONNET_4_5);
    expect(call.ignored).toEqual(["temperature"]);
  });
});

describe("reasoning_effort", () => {
  test.each([
    [OPUS_5_5, "high", { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
    [OPUS_5_5, "minimal", { thinking: { type: "adaptive" }, output_config: { effort: "low" } }],
    [OPUS_5_5, "max", { thinking: { type: "adaptive" }, output_config: { effort: "max" } }],
    [SONNET_4_6, "xhigh", { thinking: { type: "adaptive" }, output_config: { effort: "high" } }],
    [SONNET_4_5, "medium", { thinking: { type: "enabled", budget_tokens: 2048 } }],
    [SONNET_4_5, "max", { thinking: { type: "enabled", budget_tokens: 4096 } }],
    [OPUS_5_5, "none", { output_config: { effort: "low" } }],
    [SONNET_5_5, "none", { thinking: { type: "between_tools" } }],
    [OPUS_5, "none", { thinking: { type: "disabled" } }],
    [SONNET_4_6, "none", { thinking: { type: "disabled" } }],
    [SONNET_4_5, "none", {}],
    [HAIKU_3_5, "none", {}],
  ])("$0.id, %s", (model, effort, expected) => {
    const body = upstreamBody({ reasoning_effort: effort }, model);
    expect({ thinking: body.thinking, output_config: body.output_config }).toEqual(expected);
    expect(upstreamBody({ reasoning: { effort } }, model)).toEqual(body);
  });

  test("adds its budget to max_tokens that would not exceed it, up to the model's maximum", () => {
    expect(upstreamBody({ reasoning_effort: "high", max_tokens: 50 }, SONNET_4_5).max_tokens).toBe(4146);
    expect(upstreamBody({ reasoning_effort: "high", max_tokens: 5000 }, SONNET_4_5).max_tokens).toBe(5000);
  });

  test("gives way to Anthropic's own parameter, which is sent as it is", () => {
    const thinking = { type: "enabled", budget_tokens: 2000, display: "omitted" };
    expect(upstreamBody({ reasoning_effort: "high", thinking }, SONNET_4_5).thinking).toEqual(thinking);
  });

  test("is left out when the thinking that led to a tool call was lost", () => {
    const tool_calls = [{ id: "A", type: "function", function: { name: "f", arguments: "{}" } }];
    const messages = [...HELLO, { role: "assistant", content: null, tool_calls }, { role: "tool", tool_call_id: "A", content: "1" }];
    const call = chatCall({ messages, tools: TOOLS, reasoning_effort: "low" }, SONNET_4_5);
    expect(call.ignored).toEqual(["reasoning_effort"]);
    expect(JSON.parse(call.body.toString())).not.toHaveProperty("thinking");
  });

  test.each([
    ["reasoning_effort", { reasoning_effort: "low" }, HAIKU_3_5],
    ["reasoning_effort", { reasoning_effort: "enormous" }, OPUS_5],
    ["reasoning.effort", { reasoning: { effort: 3 } }, OPUS_5],
  ])("%s is refused where it means nothing %#", (param, fields, model) => {
    expect(refusal(fields, model)).toMatchObject({ param });
  });
});

describe("tools", () => {
  test("keep their schema and its order of keys", () => {
    const parameters = { type: "object", required: ["b"], properties: { b: { type: "string" }, a: { type: "number" } } };
    const tools = [{ type: "function", function: { name: "f", description: "d", parameters, strict: true } }, functionTool("g")];
    expect(JSON.stringify(upstreamBody({ tools }).tools)).toBe(
      JSON.stringify([
        { name: "f", description: "d", input_schema: parameters, strict: true },
        { name: "g", input_schema: { type: "object", properties: {} } },
      ]),
    );
  });

  test("that must be strict are told apart where the model cannot be", () => {
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
    ["tool_choice", { tool_choice: "required", tools: TOOLS }, OPUS_5_5],
    ["tool_choice", { tool_choice: "required" }, SONNET_4_6],
    ["tool_choice", { tool_choice: "required", tools: TOOLS, reasoning_effort: "low" }, SONNET_4_5],
    ["tool_choice", { tool_choice: "sometimes", tools: TOOLS }, SONNET_4_6],
    ["tool_choice.type", { tool_choice: { type: "allowed_tools" }, tools: TOOLS }, SONNET_4_6],
    ["tool_choice.function.name", { tool_choice: { type: "function", function: { name: "g" } }, tools: TOOLS }, SONNET_4_6],
    ["tools.0.type", { tools: [{ type: "custom", custom: {} }] }, SONNET_4_6],
    ["tools.0.function.name", { tools: [{ type: "function", function: {} }] }, SONNET_4_6],
    ["tools.0.function.parameters", { tools: [{ type: "function", function: { name: "f", parameters: [] } }] }, SONNET_4_6],
  ])("%s is refused when it cannot be honoured %#", (param, fields, model) => {
    expect(refusal(fields, model)).toMatchObject({ code: "invalid_request", param });
  });
});

describe("response_format", () => {
  test("with a schema closes its objects and leaves out limits that are not known upstream", () => {
    const inner = { type: "object", properties: { minimum: { type: "integer", minimum: 1 } } };
    const schema = { type: "object", properties: { list: { type: "array", items: inner, maxItems: 3 } }, required: ["list"] };
    const body = upstreamBody({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } });
    expect(body.output_config.format).toEqual({
      type: "json_schema",
      schema: {
        type: "object",
        properties: {
          list: { type: "array", items: { type: "object", properties: { minimum: { type: "integer" } }, additionalProperties: false } },
        },
        required: ["list"],
        additionalProperties: false,
      },
    });
  });

  test("json_object adds an instruction after all that is cached of the system prompt", () => {
    const messages = [{ role: "system", content: "S", cache_control: { type: "ephemeral" } }, ...HELLO];
    const { system } = upstreamBody({ messages, response_format: { type: "json_object" } });
    expect(system).toHaveLength(2);
    expect(system[1].text).toContain("JSON");
  });

  test("text changes nothing", () => {
    expect(upstreamBody({ response_format: { type: "text" } })).toEqual(upstreamBody({}));
  });

  test("with a schema is refused where the model cannot hold it", () => {
    const response_format = { type: "json_schema", json_schema: { name: "x", schema: {} } };
    expect(refusal({ response_format }, HAIKU_3_5)).toMatchObject({ param: "response_format" });
  });
});

test("people are told to the upstream as a hash", () => {
  const body = upstreamBody({ user: "ada@example.com" });
  expect(body.metadata.user_id).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(body)).not.toContain("example.com");
  expect(upstreamBody({ safety_identifier: "ada@example.com", user: "x" })).toEqual(body);
});

test("the caller's cache key is kept for the choice of an upstream", () => {
  expect(chatCall({ prompt_cache_key: "chat-1" }).cacheKey).toBe("chat-1");
});

test("parameters without an equivalent are accepted and named", () => {
  const fields = { seed: 1, presence_penalty: 0.5, store: true, metadata: {}, verbosity: "low", service_tier: "auto", logit_bias: null };
  expect(chatCall({ ...fields, logprobs: false, modalities: ["text"] }).ignored).toEqual([
    "seed",
    "presence_penalty",
    "store",
    "metadata",
    "verbosity",
    "service_tier",
  ]);
});

test.each([
  ["n", { n: 2 }],
  ["logprobs", { logprobs: true }],
  ["top_logprobs", { top_logprobs: 3 }],
  ["modalities", { modalities: ["text", "audio"] }],
  ["audio", { audio: { voice: "x" } }],
  ["web_search_options", { web_search_options: {} }],
  ["functions", { functions: [] }],
  ["function_call", { function_call: "auto" }],
  ["temperature", { temperature: 3 }],
  ["top_p", { top_p: "high" }],
  ["stop", { stop: [1] }],
  ["user", { user: 3 }],
  ["model", { model: 7 }],
  ["stream", { stream: "yes" }],
  ["response_format.type", { response_format: { type: "xml" } }],
  ["thinking", { thinking: "yes" }],
])("%s is refused by name %#", (param, fields) => {
  expect(refusal(fields)).toMatchObject({ code: "invalid_request", param });
});

test.each(["", "[]", "null", "{", "\u0000"])("a body that is %j is refused", (body) => {
  expect(() => parseChatRequest(Buffer.from(body))).toThrow("not a JSON object");
});
