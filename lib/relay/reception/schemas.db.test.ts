import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

const MODELS = ["claude-haiku-4-5", "claude-opus-5"];

let relay: TestRelay;
let client: OpenAI;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
  client = new OpenAI({ apiKey: (await newCustomer()).secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
});
afterAll(() => relay.close());

const object = (properties: object, rest: object = {}) => ({ type: "object", properties, additionalProperties: false, ...rest });
const WORDS: [what: string, schema: Record<string, unknown>][] = [
  ["oneOf", object({ v: { oneOf: [{ type: "string" }, { type: "null" }] } })],
  ["limits", object({ v: { type: "integer", minimum: 1, maximum: 9 }, w: { type: "string", pattern: "^a", format: "color" } })],
  ["lists", object({ v: { type: "array", items: { type: "string" }, minItems: 2, contains: { const: "a" } } })],
  ["tuples", object({ v: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] } })],
  ["names of properties", object({ a: { type: "string" } }, { propertyNames: { pattern: "^a" }, patternProperties: { "^b": {} } })],
  [
    "allOf",
    object(
      { v: { allOf: [{ $ref: "#/$defs/A" }, { type: "object", properties: { b: { type: "string" } } }] } },
      { $defs: { A: object({}) } },
    ),
  ],
  ["free keys", { type: "object", additionalProperties: { type: "number" } }],
  ["recursion", object({ v: { $ref: "#" } })],
];

test.each(WORDS)("an answer is asked for by a schema with %s", async (what, schema) => {
  for (const model of MODELS) {
    const json_schema = { name: "n", schema, strict: what !== "free keys" };
    const asking = { model, max_tokens: 300, messages: [{ role: "user" as const, content: "x" }] };
    const answer = await client.chat.completions.create({ ...asking, response_format: { type: "json_schema", json_schema } });
    expect(answer.choices[0]?.message.content).toBeTruthy();
    const strict = { type: "function" as const, function: { name: "f", parameters: schema, strict: what !== "free keys" } };
    expect((await client.chat.completions.create({ ...asking, tools: [strict] })).choices).toHaveLength(1);
  }
});

test.each([
  ["a choice at its head", { type: "object", properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] }],
  ["a head that may be null", { type: ["object", "null"], properties: { a: {} } }],
  ["a head that points elsewhere", { $ref: "#/$defs/A", $defs: { A: { type: "object", properties: {} } } }],
  ["keys of other alphabets", { type: "object", properties: { $filter: { type: "string" } } }],
])("a tool whose input has %s is taken", async (_, parameters) => {
  const tools = [{ type: "function" as const, function: { name: "find", parameters } }];
  const asking = { model: "claude-opus-5", max_tokens: 300, messages: [{ role: "user" as const, content: "Please use a tool." }], tools };
  const [call] = (await client.chat.completions.create(asking)).choices[0]?.message.tool_calls ?? [];
  const input = JSON.parse(call?.type === "function" ? call.function.arguments : "null");
  expect(Object.keys(input)).toEqual(Object.keys("properties" in parameters ? parameters.properties : {}));
});
