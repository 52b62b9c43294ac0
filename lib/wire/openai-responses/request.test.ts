import { describe, expect, test } from "vitest";
import { HAIKU_3_5, OPUS_5, OPUS_5_5, SONNET_4_5, SONNET_4_6, SONNET_5_5 } from "@/lib/wire/testing/models";
import { refusal, responsesCall, upstreamBody } from "@/lib/wire/testing/responses";

const TOOL = { type: "function", name: "f", description: "d", parameters: { type: "object", properties: {} }, strict: true };

test("a plain call asks for a plain message", () => {
  expect(upstreamBody({ instructions: "Be kind.", max_output_tokens: 50 })).toEqual({
    model: "claude-sonnet-4-6",
    max_tokens: 50,
    system: [{ type: "text", text: "Be kind." }],
    messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
  });
});

test("what an agent sends has an equivalent, and none of it is ignored", () => {
  const call = responsesCall(
    {
      stream: true,
      store: false,
      include: ["reasoning.encrypted_content"],
      reasoning: { effort: "high", summary: "auto" },
      tools: [TOOL],
      tool_choice: "auto",
      parallel_tool_calls: false,
      prompt_cache_key: "conversation-1",
      metadata: { turn: "1" },
      safety_identifier: "ann@example.com",
    },
    OPUS_5_5,
  );
  expect(call).toMatchObject({ isStream: true, ignored: [], cacheKey: "conversation-1", hasTools: true });
  expect(JSON.parse(call.body.toString())).toMatchObject({
    stream: true,
    tools: [{ name: "f", description: "d", input_schema: { type: "object", properties: {} }, strict: true }],
    tool_choice: { type: "auto", disable_parallel_tool_use: true },
    thinking: { type: "adaptive", display: "summarized" },
    output_config: { effort: "high" },
    metadata: { user_id: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
});

describe("a summary", () => {
  test("requested from a model that hides its thinking goes upstream, without another effort", () => {
    expect(upstreamBody({ reasoning: { summary: "concise" } }, OPUS_5_5)).toMatchObject({
      thinking: { type: "adaptive", display: "summarized" },
    });
    expect(upstreamBody({ reasoning: { summary: "concise" } }, OPUS_5_5).output_config).toBeUndefined();
  });

  test.each([SONNET_4_6, SONNET_4_5, HAIKU_3_5])("does not make $id think", (model) => {
    expect(upstreamBody({ reasoning: { summary: "auto" } }, model).thinking).toBeUndefined();
  });

  test("is not requested for a call without thinking", () => {
    const reasoning = { effort: "none", summary: "auto" };
    expect(upstreamBody({ reasoning }, OPUS_5).thinking).toEqual({ type: "disabled" });
    expect(upstreamBody({ reasoning }, SONNET_5_5).thinking).toEqual({ type: "between_tools" });
  });
});

test("a format with a schema closes its objects", () => {
  const format = {
    type: "json_schema",
    name: "n",
    strict: true,
    schema: { type: "object", properties: { a: { type: "string", minLength: 1 } } },
  };
  expect(upstreamBody({ text: { format } }).output_config.format).toEqual({
    type: "json_schema",
    schema: {
      type: "object",
      properties: { a: { type: "string", description: 'It must also fit {"minLength":1}.' } },
      additionalProperties: false,
    },
  });
});

test.each([
  ["required", { type: "any" }],
  [
    { type: "function", name: "f" },
    { type: "tool", name: "f" },
  ],
  ["none", { type: "none" }],
])("tool_choice %j is %j", (choice, mapped) => {
  expect(upstreamBody({ tools: [TOOL], tool_choice: choice }).tool_choice).toEqual(mapped);
});

describe("cache markers", () => {
  const marker = { type: "ephemeral" };
  const hour = { type: "ephemeral", ttl: "1h" };

  test("are kept on tools, parts and items", () => {
    const body = upstreamBody({
      tools: [{ ...TOOL, cache_control: hour }],
      input: [
        { role: "developer", content: "S", cache_control: hour },
        {
          role: "user",
          content: [
            { type: "input_text", text: "A", prompt_cache_breakpoint: { mode: "explicit" } },
            { type: "input_text", text: "B" },
          ],
        },
        { type: "function_call", call_id: "1", name: "f", arguments: "" },
        { type: "function_call_output", call_id: "1", output: "ok", cache_control: marker },
      ],
    });
    expect(
      [body.tools[0], body.system[0], body.messages[0].content[0], body.messages[2].content[0]].map((block) => block.cache_control),
    ).toEqual([hour, hour, marker, marker]);
  });

  test("of the whole request are automatic, in Anthropic's words and in OpenAI's; without them nothing is cached", () => {
    expect(upstreamBody({ cache_control: marker }).cache_control).toEqual(marker);
    expect(upstreamBody({ prompt_cache_options: { mode: "implicit", ttl: "30m" } }).cache_control).toEqual(hour);
    expect(upstreamBody({ prompt_cache_options: { mode: "explicit" } }).cache_control).toBeUndefined();
    expect(responsesCall({ prompt_cache_key: "k" }).markers.count).toBe(0);
  });

  test("more than four are refused where the fifth stands", () => {
    const input = [1, 2, 3, 4, 5].map(() => ({ role: "user", content: "x", cache_control: marker }));
    expect(refusal({ input })).toMatchObject({ code: "invalid_request", param: "input.4.cache_control" });
  });
});

test("parameters without an equivalent are accepted and named", () => {
  const { ignored } = responsesCall(
    {
      truncation: "auto",
      service_tier: "flex",
      text: { verbosity: "low" },
      max_tool_calls: 3,
      temperature: 0.5,
      top_p: 0.5,
    },
    SONNET_4_5,
  );
  expect(ignored).toEqual(["truncation", "service_tier", "max_tool_calls", "text.verbosity", "top_p"]);
  expect(responsesCall({ truncation: "disabled", store: true, background: false }).ignored).toEqual([]);
});

test.each([
  ["previous_response_id", { previous_response_id: "resp_1" }],
  ["conversation", { conversation: "conv_1" }],
  ["background", { background: true }],
  ["prompt", { prompt: { id: "pmpt_1" } }],
  ["top_logprobs", { top_logprobs: 3 }],
  ["include", { include: ["message.output_text.logprobs"] }],
  ["tools.1.name", { tools: [TOOL, { type: "custom" }] }],
  ["tool_choice.type", { tools: [TOOL], tool_choice: { type: "web_search" } }],
  ["tool_choice.name", { tools: [TOOL], tool_choice: { type: "function", name: "g" } }],
  ["input", { input: null }],
  ["input", { input: 5 }],
  ["input", { input: [] }],
  ["input", { input: [] }],
  ["max_output_tokens", { max_output_tokens: 0 }],
  ["metadata", { metadata: { a: 1 } }],
  ["text.format.type", { text: { format: { type: "grammar" } } }],
  ["text.format.schema", { text: { format: { type: "json_schema", name: "n" } } }],
  ["reasoning.effort", { reasoning: { effort: "enormous" } }],
  ["reasoning", { reasoning: "high" }],
  ["store", { store: "no" }],
  ["background", { background: "yes" }],
  ["prompt_cache_options.mode", { prompt_cache_options: { mode: "always" } }],
])("a request is refused by the name of %s: %j", (param, fields) => {
  expect(refusal(fields)).toMatchObject({ code: "invalid_request", param });
});

test("reasoning is refused by a model that cannot think, and a schema by one that cannot enforce it", () => {
  expect(refusal({ reasoning: { effort: "low" } }, HAIKU_3_5).param).toBe("reasoning.effort");
  expect(refusal({ text: { format: { type: "json_schema", strict: true, schema: {} } } }, HAIKU_3_5).param).toBe("text.format");
});
