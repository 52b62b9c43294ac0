import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "@/lib/basics/errors";
import { bedrockLimits, countTokensBody, invokeBody, withModel } from "@/lib/upstreams/bedrock/request";

const limits = bedrockLimits(false);
const VERSION = '"anthropic_version":"bedrock-2023-05-31"';
const NO_BETAS = { sent: [], left: [] };
const invoke = (body: string, betas: string[] = []) => invokeBody(Buffer.from(body), { sent: betas, left: [] }, limits);
const text = (body: string, betas: string[] = []) => invoke(body, betas).body.toString("utf8");
const refusal = (change: object) => {
  try {
    invoke(JSON.stringify({ model: "m", max_tokens: 1, messages: [{ role: "user", content: "hi" }], ...change }));
  } catch (error) {
    return error instanceof AppError ? [error.code, error.param] : error;
  }
  return null;
};

test("the caller's bytes stay: key order, number forms, escapes and unknown fields", () => {
  const schema = '{"type":"object","properties":{"z":{"type":"string"},"10":{},"9":{},"a":{"const":1.0,"max":9007199254740993}}}';
  const kept = `"x_future":{"b":1,"a":2} , "max_tokens" : 5,"tools":[{"name":"t","input_schema":${schema}}],"messages":[{"role":"user","content":"caf\\u00e9 \\"}"}]`;
  const body = ` { "stream":true, ${kept.replace(" , ", ",")},\n"model":"claude-opus-5" } `;
  const once = text(body);
  expect(once).toBe(`{${VERSION},${kept.replace(" , ", ",")}}`);
  expect(text(body)).toBe(once);
  expect(invoke(body).isStream).toBe(true);
});

test("betas move from the header into the body", () => {
  expect(text('{"model":"m","stream":false,"max_tokens":1,"messages":[]}', ["context-1m-2025-08-07"])).toBe(
    `{${VERSION},"anthropic_beta":["context-1m-2025-08-07"],"max_tokens":1,"messages":[]}`,
  );
});

test("for any request, the sent body means the same, without the model and with the version", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (fields, isStream) => {
      const { container: _, mcp_servers: __, tools: ___, cache_control: ____, ...rest } = fields;
      const sent = { ...rest, model: "m", stream: isStream };
      const again = invoke(JSON.stringify(sent));
      expect(again.isStream).toBe(isStream);
      const {
        model: _m,
        stream: _s,
        inference_geo: _i,
        speed: _p,
        service_tier: _t,
        diagnostics: _d,
        ...kept
      } = JSON.parse(JSON.stringify(sent));
      expect(JSON.parse(again.body.toString("utf8"))).toEqual({ anthropic_version: "bedrock-2023-05-31", ...kept });
    }),
    { numRuns: 300 },
  );
});

const MARK = '{"type":"ephemeral","ttl":"1h"}';
const MARKED: [name: string, before: string, after: string][] = [
  [
    "a text becomes a block",
    `{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b\\n"}]}`,
    `{"messages":[{"role":"user","content":"a"},{"role":"user","content":[{"type":"text","text":"b\\n","cache_control":${MARK}}]}]}`,
  ],
  [
    "the last block of the last turn",
    `{"messages":[{"content":[{"type":"text","text":"a"}, {"type":"image","source":{}} ],"role":"user"}]}`,
    `{"messages":[{"content":[{"type":"text","text":"a"}, {"type":"image","source":{},"cache_control":${MARK}} ],"role":"user"}]}`,
  ],
  [
    "thinking and empty texts are walked over",
    `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":""}]}]}`,
    `{"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":${MARK}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":""}]}]}`,
  ],
  [
    "the same ttl is there already",
    `{"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":${MARK}}]}]}`,
    `{"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":${MARK}}]}]}`,
  ],
  [
    "a null of the block's own",
    `{"messages":[{"role":"user","content":[{"cache_control":null,"type":"text","text":"a"}]}]}`,
    `{"messages":[{"role":"user","content":[{"cache_control":${MARK},"type":"text","text":"a"}]}]}`,
  ],
  [
    "nothing but a system prompt",
    `{"messages":[],"system":"s"}`,
    `{"messages":[],"system":[{"type":"text","text":"s","cache_control":${MARK}}]}`,
  ],
];

test.each(MARKED)("the automatic marker becomes an explicit one: %s", (_, before, after) => {
  expect(text(`{"cache_control":${MARK},${before.slice(1)}`)).toBe(`{${VERSION},${after.slice(1)}`);
  expect(text(before)).toBe(`{${VERSION},${before.slice(1)}`);
});

test("an automatic marker of null counts as none", () => {
  expect(text('{"cache_control":null,"messages":[{"role":"user","content":"a"}]}')).toBe(
    `{${VERSION},"messages":[{"role":"user","content":"a"}]}`,
  );
});

const source = (type: string) => [{ role: "user", content: [{ type: "image", source: { type, [type]: "x" } }] }];
const REFUSED: [name: string, change: object, param: string | undefined, code?: string][] = [
  ["an image by address", { messages: source("url") }, "messages"],
  ["a file of Anthropic's", { messages: source("file") }, "messages"],
  [
    "a source inside a tool's result",
    { messages: [{ role: "user", content: [{ type: "tool_result", content: source("url")[0]?.content }] }] },
    "messages",
  ],
  [
    "web search",
    {
      tools: [
        { name: "t", input_schema: {} },
        { type: "web_search_20250305", name: "web_search" },
      ],
    },
    "tools.1.type",
  ],
  ["MCP servers", { mcp_servers: [] }, "mcp_servers"],
  ["a container", { container: "c" }, "container"],
  ["fast mode", { speed: "fast" }, "speed"],
  ["inference in the US only, by a global profile", { inference_geo: "us" }, "inference_geo"],
  [
    "another ttl on the last block",
    {
      cache_control: { type: "ephemeral", ttl: "1h" },
      messages: [{ role: "user", content: [{ type: "text", text: "a", cache_control: { type: "ephemeral" } }] }],
    },
    "cache_control",
  ],
  ["a version of the caller's own", { anthropic_version: "x" }, "anthropic_version"],
  ["betas in the body", { anthropic_beta: ["x"] }, "anthropic_beta"],
  ["more than 20 MB", { system: "x".repeat(20 * 1024 * 1024) }, undefined, "request_too_large"],
];

test.each(REFUSED)("%s is refused, not dropped", (_, change, param, code = "invalid_request") => {
  expect(refusal(change)).toEqual([code, param]);
});

test("fields that change neither answer nor price are left out", () => {
  expect(refusal({ tools: [{ type: "bash_20250124", name: "bash" }], container: null, mcp_servers: null })).toBeNull();
  expect(text('{"service_tier":"auto","speed":"standard","inference_geo":"global","diagnostics":{},"max_tokens":1}')).toBe(
    `{${VERSION},"max_tokens":1}`,
  );
  const us = invokeBody(Buffer.from('{"inference_geo":"us","max_tokens":1}'), NO_BETAS, bedrockLimits(true));
  expect(us.body.toString("utf8")).toBe(`{${VERSION},"max_tokens":1}`);
});

test("tokens are counted from the body that would be sent, with a max_tokens", () => {
  const body = countTokensBody(Buffer.from('{"model":"m","messages":[]}'), NO_BETAS, limits);
  const inner = Buffer.from(JSON.parse(body).input.invokeModel.body, "base64").toString("utf8");
  expect(inner).toBe(`{"max_tokens":1,${VERSION},"messages":[]}`);
});

test("for mantle only the model's name changes", () => {
  expect(withModel(Buffer.from('{"b":1.0,"model":"claude-opus-5","a":"\\u00e9"}'), "anthropic.claude-opus-5").toString("utf8")).toBe(
    '{"b":1.0,"model":"anthropic.claude-opus-5","a":"\\u00e9"}',
  );
});
