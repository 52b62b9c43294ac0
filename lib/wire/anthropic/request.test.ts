import { describe, expect, test } from "vitest";
import { AppError } from "@/lib/basics/errors";
import { parseCountTokensCall, parseMessagesCall, withMaxTokens } from "@/lib/wire/anthropic/request";

const HOUR = { type: "ephemeral", ttl: "1h" };

function bodyOf(fields: object): Buffer {
  return Buffer.from(JSON.stringify({ model: "claude-opus-5", max_tokens: 10, messages: [], ...fields }));
}

function refusedParam(body: Buffer): string | undefined {
  try {
    parseMessagesCall(body);
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_request") return error.param ?? "body";
    throw error;
  }
}

test("the body goes upstream as the very bytes that came", () => {
  const body = Buffer.from('{"x_future":{"b":1,"a":2},"max_tokens":1e1,"model":"m\\u00e9","messages":[], "temperature":1.0}');
  const call = parseMessagesCall(body);
  expect(call.body).toBe(body);
  expect(call).toMatchObject({ modelId: "mé", maxTokens: 10, isStream: false, prompt: { textBytes: body.length - 2 } });
});

test.each([
  ['{"max_tokens":1e3,"model":"m","messages":[]}', '{"max_tokens":77,"model":"m","messages":[]}'],
  ['{"messages":[{"max_tokens":5}], "max\\u005ftokens" :\n 1000.0\n}', '{"messages":[{"max_tokens":5}], "max\\u005ftokens" :\n 77\n}'],
  ['{"system":"\\"max_tokens\\": 9","max_tokens":1000}', '{"system":"\\"max_tokens\\": 9","max_tokens":77}'],
])("a shorter answer changes one number of the body and no other byte: %s", (before, after) => {
  const fields = JSON.parse(before) as object;
  const body = Buffer.from(
    before.replace(/\}$/, `${"model" in fields ? "" : ',"model":"m"'}${"messages" in fields ? "" : ',"messages":[]'}}`),
  );
  const lowered = withMaxTokens(parseMessagesCall(body), 77);
  expect(lowered.maxTokens).toBe(77);
  expect(lowered.body.toString().startsWith(after.slice(0, -1))).toBe(true);
  expect(parseMessagesCall(lowered.body)).toEqual({ ...lowered, prompt: expect.anything() });
});

test("what changes the price of a call is read from it", () => {
  const call = parseMessagesCall(bodyOf({ stream: true, speed: "fast", inference_geo: "us", service_tier: "standard_only" }));
  expect(call).toMatchObject({ isStream: true, speed: "fast", inferenceGeo: "us", serviceTier: "standard_only" });
});

test("markers are counted wherever they may stand", () => {
  const block = { type: "text", text: "x", cache_control: { type: "ephemeral" } };
  const messages = [{ role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: [block], cache_control: HOUR }] }];
  const call = parseMessagesCall(bodyOf({ tools: [{ name: "f", cache_control: HOUR }], system: [block], messages, cache_control: HOUR }));
  expect(call.markers).toEqual({ count: 5, has5m: true, has1h: true });
  expect(parseMessagesCall(bodyOf({ system: "x", messages: [{ role: "user", content: "y" }] })).markers.count).toBe(0);
});

test("max_tokens may be 0, which warms a cache", () => {
  expect(parseMessagesCall(bodyOf({ max_tokens: 0 })).maxTokens).toBe(0);
});

test("tools that the upstream runs are distinguished from those that the caller runs", () => {
  const has = (...tools: object[]) => parseMessagesCall(bodyOf({ tools })).hasServerTools;
  expect(has({ type: "web_search_20250305", name: "web_search" })).toBe(true);
  expect(has({ name: "f" }, { type: "custom", name: "g" }, { type: "bash_20250124", name: "bash" })).toBe(false);
  expect(parseMessagesCall(bodyOf({ mcp_servers: [{}] })).hasServerTools).toBe(true);
});

describe("models besides the called one", () => {
  const ADVISER = { type: "advisor_20260301", name: "advisor", model: "claude-opus-5" };
  const named = (fields: object) => parseMessagesCall(bodyOf(fields)).namedModels;

  test("are those of the fallbacks, in their order, each with its own limit", () => {
    const fallbacks = [{ model: "claude-opus-5-5", max_tokens: 5, speed: "fast" }, { model: "claude-haiku-5-5" }];
    expect(named({ fallbacks })).toEqual([
      { modelId: "claude-opus-5-5", param: "fallbacks.0.model", isFallback: true, uses: 1, maxTokens: 5, isFast: true, isCached: false },
      {
        modelId: "claude-haiku-5-5",
        param: "fallbacks.1.model",
        isFallback: true,
        uses: 1,
        maxTokens: null,
        isFast: false,
        isCached: false,
      },
    ]);
    expect(named({ fallback: { model: "claude-opus-5-5" } })).toMatchObject([{ param: "fallback.model" }]);
  });

  test("are those of tools, as often as the tool or the loop allows", () => {
    const tools = [{ name: "f" }, ADVISER, { ...ADVISER, max_uses: 3, max_tokens: 700, caching: { type: "ephemeral" } }];
    expect(named({ tools })).toEqual([
      { modelId: "claude-opus-5", param: "tools.1.model", isFallback: false, uses: 16, maxTokens: null, isFast: false, isCached: false },
      { modelId: "claude-opus-5", param: "tools.2.model", isFallback: false, uses: 3, maxTokens: 700, isFast: false, isCached: true },
    ]);
  });

  test("are found in the middle of the conversation too, with their tool", () => {
    const addition = { type: "tool_addition", tool: { type: "tool_definition", definition: ADVISER } };
    const messages = [
      { role: "user", content: [{ type: "compaction", content: "so far", tool_changes: [{ type: "tool_removal" }, addition] }] },
      { role: "system", content: [{ type: "text", text: "From here on:" }, addition] },
    ];
    const call = parseMessagesCall(bodyOf({ messages }));
    expect(call.namedModels.map(({ param }) => param)).toEqual([
      "messages.0.content.0.tool_changes.1.tool.definition.model",
      "messages.1.content.1.tool.definition.model",
    ]);
    expect(call).toMatchObject({ hasTools: true, hasServerTools: true });
  });

  test("are read from a long request as from a short one", () => {
    const messages = [{ role: "user", content: "x".repeat(100_000) }];
    expect(named({ messages, tools: [ADVISER], fallbacks: [{ model: "claude-opus-5" }] })).toHaveLength(2);
  });

  test("are absent from an ordinary call, whatever its tools are named, and cost it no list", () => {
    const tools = [{ name: "model", input_schema: { type: "object", properties: { model: { type: "string" } } } }];
    const calls = [{}, { tools }, { fallbacks: null }, { fallbacks: [] }].map(named);
    expect(calls.every((list) => list === calls[0] && list.length === 0)).toBe(true);
  });

  test.each([
    ["fallbacks", { fallbacks: "default" }],
    ["fallbacks", { fallbacks: { model: "m" } }],
    ["fallbacks.0", { fallbacks: ["m"] }],
    ["fallbacks.0.model", { fallbacks: [{}] }],
    ["fallbacks.0.model", { fallbacks: [{ model: "m".repeat(300) }], messages: [{ content: "x".repeat(20_000) }] }],
    ["fallbacks.0.max_tokens", { fallbacks: [{ model: "m", max_tokens: -1 }] }],
    ["tools.0.model", { tools: [{ ...ADVISER, model: null }] }],
    ["tools.0.max_uses", { tools: [{ ...ADVISER, max_uses: "3" }] }],
    ["tools.0.max_tokens", { tools: [{ ...ADVISER, max_tokens: 0.5 }] }],
  ])("are refused by name: %s %#", (param, fields) => {
    expect(refusedParam(bodyOf(fields))).toBe(param);
  });

  test.each([
    ["fallbacks", '"fallbacks":[],"fallbacks":[{"model":"dear"}]'],
    ["fallbacks.0.model", '"fallbacks":[{"model":"dear","model":"cheap"}]'],
    ["fallbacks.0.model", '"fallbacks":[{"model":"dear","\\u006dodel":"cheap"}]'],
    ["tools.0.model", '"tools":[{"type":"advisor_20260301","model":"m","max_uses":9,"max_uses":1}]'],
  ])("that are given twice are refused: %s %#", (param, fields) => {
    expect(refusedParam(Buffer.from(`{"model":"m","max_tokens":1,"messages":[],${fields}}`))).toBe(param);
  });
});

describe("refused by name:", () => {
  test.each([
    ["max_tokens", { max_tokens: undefined }],
    ["max_tokens", { max_tokens: -1 }],
    ["max_tokens", { max_tokens: 1.5 }],
    ["max_tokens", { max_tokens: "10" }],
    ["max_tokens", { max_tokens: 2 ** 31 }],
    ["model", { model: undefined }],
    ["model", { model: "" }],
    ["model", { model: ["claude-opus-5"] }],
    ["messages", { messages: "hi" }],
    ["stream", { stream: "true" }],
    ["speed", { speed: 1 }],
    ["thread", { thread: { type: "create" } }],
    ["thread", { thread: { type: "continue", previous_message_id: "msg_1" } }],
  ])("%s %#", (param, fields) => {
    expect(refusedParam(bodyOf(fields))).toBe(param);
  });

  test.each(["", "[]", "nope", '"x"', "{"])("a body that is %j", (body) => {
    expect(refusedParam(Buffer.from(body))).toBe("body");
  });

  test.each([
    '{"model":"cheap","max_tokens":1,"messages":[],"model":"dear"}',
    '{"model":"cheap","max_tokens":1,"messages":[],"\\u006dodel":"dear"}',
    '{"mode\\u006C":"cheap","max_tokens":1,"messages":[],"model" : "dear"}',
  ])("a model given twice: %s", (body) => {
    expect(refusedParam(Buffer.from(body))).toBe("model");
  });

  test("max_tokens given twice", () => {
    expect(refusedParam(Buffer.from('{"model":"m","max_tokens":1,"messages":[],"max_tokens":9}'))).toBe("max_tokens");
  });

  test("the uses of a tool that runs upstream given twice", () => {
    const tool = (uses: string) =>
      `{"model":"m","max_tokens":1,"messages":[],"tools":[{"type":"web_search_20250305","name":"web_search",${uses}}]}`;
    expect(refusedParam(Buffer.from(tool('"max_uses":50,"max_uses":1')))).toBe("tools");
    expect(parseMessagesCall(Buffer.from(tool('"max_uses":1'))).serverTools.searches).toBe(1);
  });
});

test("the names of fields may stand elsewhere as often as they like", () => {
  const messages = [{ role: "user", content: 'say "model": {"model"} \\" "max_tokens"' }];
  const body = bodyOf({ tools: [{ name: "f", input_schema: { properties: { model: {}, max_tokens: {} } } }], messages });
  expect(parseMessagesCall(body).modelId).toBe("claude-opus-5");
});

test("counting tokens needs a model and no max_tokens", () => {
  const body = Buffer.from('{"model":"m","messages":[]}');
  expect(parseCountTokensCall(body)).toEqual({ modelId: "m", files: [], body });
});
