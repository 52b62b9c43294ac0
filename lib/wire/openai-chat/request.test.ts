import { describe, expect, test } from "vitest";
import { parseChatRequest } from "@/lib/wire/openai-chat/request";
import { chatCall, HELLO, refusal, upstreamBody } from "@/lib/wire/testing/chat";
import { HAIKU_3_5, OPUS_5_5, SONNET_4_5 } from "@/lib/wire/testing/models";

const TURNS = [{ role: "user", content: [{ type: "text", text: "Hello" }] }];

test("a plain call asks for a plain message", () => {
  const call = chatCall({});
  expect(JSON.parse(call.body.toString())).toEqual({ model: "claude-sonnet-4-6", max_tokens: 16_384, messages: TURNS });
  expect(call).toMatchObject({
    isStream: false,
    maxTokens: 16_384,
    ignored: [],
    prompt: { textBytes: call.body.length - 5 },
    hasServerTools: false,
  });
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
    ["max_tokens", { max_tokens: 0 }],
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_tokens", { max_tokens: "100" }],
    ["max_tokens", { max_tokens: 1e300 }],
  ])("that are absurd are refused: %s %#", (param, fields) => {
    expect(refusal(fields, HAIKU_3_5)).toMatchObject({ code: "invalid_request", param });
  });

  test.each(["max_tokens", "max_completion_tokens"])("above the model's longest answer are that, and named: %s", (param) => {
    const call = chatCall({ [param]: 8193 }, HAIKU_3_5);
    expect([JSON.parse(call.body.toString()).max_tokens, call.maxTokens, call.ignored]).toEqual([8192, 8192, [param]]);
    expect(chatCall({ [param]: 8192 }, HAIKU_3_5).ignored).toEqual([]);
  });
});

describe("sampling", () => {
  const fields = { temperature: 1.7, top_p: 0.9, stop: ["\n", "END"], seed: 1, n: 1, max_completion_tokens: 50 };

  test("is cut to what an older model takes, and named", () => {
    const call = chatCall(fields, SONNET_4_5);
    expect(JSON.parse(call.body.toString())).toEqual({
      model: "claude-sonnet-4-5",
      max_tokens: 50,
      messages: TURNS,
      stop_sequences: ["END"],
      temperature: 1,
    });
    expect(call.ignored).toEqual(["seed", "stop.0", "top_p"]);
  });

  test("is left out where the model takes none", () => {
    const call = chatCall({ ...fields, top_k: 5 }, OPUS_5_5);
    expect(JSON.parse(call.body.toString())).not.toHaveProperty("temperature");
    expect(call.ignored).toEqual(["seed", "stop.0", "temperature", "top_p", "top_k"]);
  });

  test("is sent whole where the model takes all", () => {
    expect(upstreamBody({ temperature: 0, top_p: 0.5, top_k: 3, stop: "END" }, HAIKU_3_5)).toMatchObject({
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      stop_sequences: ["END"],
    });
  });

  test("ignores stop sequences of whitespace alone, which the upstream refuses, and names them", () => {
    const call = chatCall({ stop: ["", " END", "\n\n"] });
    expect(JSON.parse(call.body.toString()).stop_sequences).toEqual([" END"]);
    expect(call.ignored).toEqual(["stop.0", "stop.2"]);
    expect(chatCall({ stop: "\n" }).ignored).toEqual(["stop"]);
    expect(chatCall({ stop: null }).ignored).toEqual([]);
    expect(chatCall({ stop: [] }).ignored).toEqual([]);
    expect(upstreamBody({ stop: "\n" })).not.toHaveProperty("stop_sequences");
  });

  test("gives way to thinking", () => {
    const call = chatCall({ temperature: 0.2, reasoning_effort: "low" }, SONNET_4_5);
    expect(call.ignored).toEqual(["temperature"]);
  });
});

describe("response_format", () => {
  test("with a schema closes its objects and describes in words the limits that the upstream does not know", () => {
    const inner = { type: "object", properties: { minimum: { type: "integer", minimum: 1 } } };
    const schema = { type: "object", properties: { list: { type: "array", items: inner, maxItems: 3 } }, required: ["list"] };
    const call = chatCall({ response_format: { type: "json_schema", json_schema: { name: "x", schema } } });
    const place = "response_format.json_schema.schema";
    expect(call.ignored.toSorted()).toEqual([`${place}.*.maxItems`, `${place}.*.minimum`]);
    expect(JSON.parse(call.body.toString()).output_config.format).toEqual({
      type: "json_schema",
      schema: {
        type: "object",
        properties: {
          list: {
            type: "array",
            items: {
              type: "object",
              properties: { minimum: { type: "integer", description: 'It must also fit {"minimum":1}.' } },
              additionalProperties: false,
            },
            description: 'It must also fit {"maxItems":3}.',
          },
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

  test("with a schema that the model cannot enforce is described in words, and refused if it must be strict", () => {
    const response_format = { type: "json_schema", json_schema: { name: "x", schema: { type: "string" } } };
    const call = chatCall({ response_format }, HAIKU_3_5);
    expect([JSON.parse(call.body.toString()).system[0].text, call.ignored]).toEqual([
      expect.stringContaining('{"type":"string"}'),
      ["response_format"],
    ]);
    const strict = { ...response_format, json_schema: { ...response_format.json_schema, strict: true } };
    expect(refusal({ response_format: strict }, HAIKU_3_5)).toMatchObject({ param: "response_format" });
  });
});

test("the upstream gets people as a hash", () => {
  const body = upstreamBody({ user: "ada@example.com" });
  expect(body.metadata.user_id).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(body)).not.toContain("example.com");
  expect(upstreamBody({ safety_identifier: "ada@example.com", user: "x" })).toEqual(body);
});

test("the caller's cache key is available to the choice of an upstream", () => {
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

test("the names of speakers are reported once, however many there are", () => {
  const messages = [
    { role: "system", content: "S", name: null },
    { role: "user", content: "a", name: "ann" },
    { role: "assistant", content: "b", name: "bot" },
    ...HELLO,
  ];
  const call = chatCall({ messages });
  expect(call.ignored).toEqual(["messages.*.name"]);
  expect(call.body.toString()).not.toContain("ann");
  expect(chatCall({ messages: messages.toSpliced(1, 2) }).ignored).toEqual([]);
});

test.each([
  ["n", { n: 2 }],
  ["logprobs", { logprobs: true }],
  ["top_logprobs", { top_logprobs: 3 }],
  ["modalities", { modalities: ["text", "audio"] }],
  ["audio", { audio: { voice: "x" } }],
  ["web_search_options", { web_search_options: "yes" }],
  ["functions", { functions: {} }],
  ["functions.0.name", { functions: [{ parameters: {} }] }],
  ["function_call.name", { functions: [{ name: "f" }], function_call: { name: "g" } }],
  ["temperature", { temperature: 3 }],
  ["top_p", { top_p: "high" }],
  ["stop", { stop: [1] }],
  ["user", { user: 3 }],
  ["model", { model: 7 }],
  ["stream", { stream: "yes" }],
  ["response_format.type", { response_format: { type: "xml" } }],
  ["thinking", { thinking: "yes" }],
  ["reasoning", { reasoning: "high" }],
  ["reasoning", { reasoning: ["high"] }],
  ["reasoning", { reasoning: "high", thinking: { type: "disabled" } }],
])("%s is refused by name %#", (param, fields) => {
  expect(refusal(fields)).toMatchObject({ code: "invalid_request", param });
});

test.each(["", "[]", "null", "{", "\u0000"])("a body that is %j is refused", (body) => {
  expect(() => parseChatRequest(Buffer.from(body))).toThrow("not a JSON object");
});
