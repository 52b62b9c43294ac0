import { describe, expect, test } from "vitest";
import { chatCall, functionTool, refusal, upstreamBody } from "@/lib/wire/testing/chat";
import { HAIKU_3_5 } from "@/lib/wire/testing/models";
import { refusal as responsesRefusal } from "@/lib/wire/testing/responses";

const PRICES = { type: "object", additionalProperties: { type: "number" } };
const PLACE = "response_format.json_schema.schema";

/** A model with one field, as Pydantic writes it. */
function withField(field: object) {
  return { type: "object", properties: { field }, required: ["field"] };
}

function asFormat(schema: object, strict?: boolean) {
  return { response_format: { type: "json_schema", json_schema: { name: "n", schema, strict } } };
}

describe("an object with free keys cannot be enforced upstream, which would close it", () => {
  test.each([
    [".additionalProperties", PRICES],
    [".properties.field.additionalProperties", withField(PRICES)],
    [".properties.field.additionalProperties", withField({ properties: {}, additionalProperties: true })],
    [".properties.field.additionalProperties", withField({ type: ["object", "null"], additionalProperties: {} })],
    [".properties.field", withField({ type: "object" })],
    [".properties.field", withField({ type: ["null", "object"] })],
    [".properties.field.items", withField({ type: "array", items: { type: "object", title: "Map" } })],
    [".properties.field.anyOf.1.additionalProperties", withField({ anyOf: [{ type: "null" }, PRICES] })],
    [".$defs.Prices.additionalProperties", { ...withField({ $ref: "#/$defs/Prices" }), $defs: { Prices: PRICES } }],
    [".properties.properties", { type: "object", properties: { properties: { type: "object" } } }],
  ])("%s: it is described in words, and refused where it stands if it must be strict", (inside, schema) => {
    for (const strict of [undefined, false]) {
      const call = chatCall(asFormat(schema, strict));
      const body = JSON.parse(call.body.toString());
      expect([body.output_config, call.ignored]).toEqual([undefined, [`${PLACE}${inside}`]]);
      expect(body.system[0].text).toContain(JSON.stringify(schema));
    }
    expect(refusal(asFormat(schema, true))).toMatchObject({ code: "invalid_request", param: `${PLACE}${inside}` });
    const strict = { name: "f", parameters: { ...withField({}), ...schema }, strict: true };
    expect(refusal({ tools: [{ type: "function", function: strict }] }).param).toBe(`tools.0.function.parameters${inside}`);
    const format = { type: "json_schema", name: "n", schema, strict: true };
    expect(responsesRefusal({ text: { format } }).param).toBe(`text.format.schema${inside}`);
  });
});

test.each([
  ["listed keys", withField({ type: "string" })],
  ["no keys at all", withField({ type: "object", properties: {} })],
  ["no keys at all, in other words", withField({ type: "object", additionalProperties: false })],
  ["a key of that name", withField({ type: "object", properties: { additionalProperties: { type: "boolean" } } })],
  ["an example of such an object", withField({ type: "string", examples: [{ type: "object" }], default: PRICES })],
])("an object with %s is closed", (_, schema) => {
  const sent = upstreamBody(asFormat(schema)).output_config.format.schema;
  expect(sent).toMatchObject({ ...schema, additionalProperties: false });
});

test("an object with a type among others is closed as well", () => {
  const field = { type: ["object", "null"], properties: { a: { type: "string" } } };
  const sent = upstreamBody(asFormat(withField(field))).output_config.format.schema;
  expect(sent.properties.field).toEqual({ ...field, additionalProperties: false });
});

test("a tool that need not or cannot be strict keeps its free keys", () => {
  const parameters = withField(PRICES);
  const loose = { type: "function", function: { name: "g", parameters, strict: false } };
  for (const tool of upstreamBody({ tools: [functionTool("f", parameters), loose] }).tools) {
    expect(tool.input_schema).toEqual(parameters);
  }
  const call = chatCall({ tools: [{ type: "function", function: { name: "f", parameters, strict: true } }] }, HAIKU_3_5);
  expect(JSON.parse(call.body.toString()).tools[0].input_schema).toEqual(parameters);
  expect(call.ignored).toEqual(["tools.0.function.strict"]);
});
