import { describe, expect, test } from "vitest";
import { cpuMs } from "@/lib/testing/cpu-time";
import { supportedSchema } from "@/lib/wire/openai/supported-schema";
import { chatCall, refusal } from "@/lib/wire/testing/chat";

const STRING = { type: "string" };
const NULL = { type: "null" };
const told = (rules: object) => `It must also fit ${JSON.stringify(rules)}.`;

/** The schema as the upstream takes it, and what goes into words instead. */
function written(schema: object) {
  const ignored: string[] = [];
  const supported = supportedSchema(schema as Record<string, unknown>, "p", ignored);
  return { supported, ignored };
}

describe("what the upstream does not take in a schema goes into its description, and is named", () => {
  test.each([
    ["pattern", { pattern: "^a" }],
    ["not", { not: { const: "x" } }],
    ["contains", { type: "array", contains: STRING }],
    ["propertyNames", { propertyNames: STRING }],
    ["patternProperties", { patternProperties: { "^a": STRING } }],
    ["format", { type: "string", format: "color" }],
    ["minItems", { type: "array", minItems: 2 }],
    ["maxItems", { type: "array", maxItems: 3 }],
    ["minLength", { type: "string", minLength: 0 }],
    ["multipleOf", { type: "number", multipleOf: 0.5 }],
    ["dependentRequired", { dependentRequired: { a: ["b"] } }],
    ["if", { if: STRING }],
    ["enum", { enum: [{ a: 1 }] }],
    ["x-of-tomorrow", { "x-of-tomorrow": true }],
  ])("%s", (word, schema: Record<string, unknown>) => {
    const { [word]: value, ...rest } = schema;
    expect(written(schema)).toEqual({ supported: { ...rest, description: told({ [word]: value }) }, ignored: [`p.*.${word}`] });
    const described = written({ ...schema, description: "D." }).supported;
    expect(described.description).toBe(`D.\n\n${told({ [word]: value })}`);
  });
});

describe("what it takes stays unchanged", () => {
  test.each([
    { type: "array", items: STRING, minItems: 0 },
    { type: "array", items: STRING, minItems: 1 },
    { type: "string", format: "date-time" },
    { type: ["string", "null"], enum: ["a", null], default: null, title: "T", examples: [{ minimum: 1 }] },
    { anyOf: [STRING, NULL], description: "D." },
    { $ref: "#/$defs/A", $defs: { A: STRING } },
    { allOf: [{ $ref: "#/$defs/A" }], description: "D.", $defs: { A: STRING } },
  ])("%j", (schema) => {
    const { allOf, ...rest } = schema as { allOf?: object[] };
    expect(written(schema)).toEqual({ supported: { ...allOf?.[0], ...rest }, ignored: [] });
  });
});

describe("a word with an equivalent becomes that", () => {
  const closed = { additionalProperties: false };
  const A = { type: "object", properties: { a: STRING }, required: ["a"] };
  const B = { type: "object", properties: { b: STRING }, required: ["b"] };

  test("oneOf is anyOf", () => {
    expect(written({ oneOf: [A, NULL] })).toEqual({ supported: { anyOf: [{ ...A, ...closed }, NULL] }, ignored: [] });
    expect(written({ anyOf: [STRING], oneOf: [NULL] }).supported).toEqual({ anyOf: [STRING], description: told({ oneOf: [NULL] }) });
  });

  test("a tuple becomes a list of any of its values", () => {
    const places = [STRING, { type: "number" }];
    const { supported, ignored } = written({ type: "array", prefixItems: places, items: false, minItems: 2 });
    const description = told({ minItems: 2, prefixItems: places });
    expect([supported, ignored]).toEqual([{ type: "array", items: { anyOf: places }, description }, ["p.*.minItems", "p.*.prefixItems"]]);
    expect(written({ type: "array", items: places }).supported.items).toEqual({ anyOf: places });
    expect(written({ type: "array", prefixItems: [STRING], items: NULL }).supported.items).toEqual({ anyOf: [STRING, NULL] });
  });

  test("allOf is one schema", () => {
    const { supported } = written({ allOf: [A, { $ref: "#/$defs/B" }, { minProperties: 1 }], $defs: { B } });
    const both = { type: "object", properties: { a: STRING, b: STRING }, required: ["a", "b"], description: told({ minProperties: 1 }) };
    expect(supported).toEqual({ ...both, ...closed, $defs: { B: { ...B, ...closed } } });
  });

  test("nullable is a choice", () => {
    expect(written({ type: "string", nullable: true }).supported).toEqual({ type: ["string", "null"] });
    expect(written({ enum: ["a"], nullable: true, description: "D." }).supported).toEqual({
      anyOf: [{ enum: ["a"] }, NULL],
      description: "D.",
    });
  });
});

describe("a schema that contains itself", () => {
  const node = { type: "object", properties: { next: { anyOf: [{ $ref: "#/$defs/Node" }, NULL] } }, additionalProperties: false };
  const schema = { type: "object", properties: { first: { $ref: "#/$defs/Node" } }, additionalProperties: false, $defs: { Node: node } };

  test("becomes words for an answer format, strict or not", () => {
    for (const strict of [true, false]) {
      const call = chatCall({ response_format: { type: "json_schema", json_schema: { name: "n", schema, strict } } });
      const body = JSON.parse(call.body.toString());
      expect([body.output_config, call.ignored]).toEqual([undefined, ["response_format.json_schema.schema"]]);
      expect(body.system[0].text).toContain(JSON.stringify(schema));
    }
  });

  test("is dropped from its tool, which then need not be strict", () => {
    const call = chatCall({ tools: [{ type: "function", function: { name: "f", parameters: schema, strict: true } }] });
    expect(JSON.parse(call.body.toString()).tools).toEqual([{ name: "f", input_schema: schema }]);
    expect(call.ignored).toEqual(["tools.0.function.strict"]);
  });

  test.each([
    ["by its root", { type: "object", properties: { a: { $ref: "#" } }, additionalProperties: false }],
    ["by two definitions", { $ref: "#/$defs/A", $defs: { A: { allOf: [{ $ref: "#/$defs/B" }] }, B: { $ref: "#/$defs/A" } } }],
  ])("%s, is found", (_, recursive) => {
    const call = chatCall({ response_format: { type: "json_schema", json_schema: { name: "n", schema: recursive } } });
    expect(call.ignored).toHaveLength(1);
  });
});

test.each(["#/$defs/B", "#/properties/b/items", "https://example.com/schema.json", "#B"])(
  "a reference to %s, which the schema does not hold, is refused by the caller's own parameter",
  (ref) => {
    const schema = { type: "object", properties: { a: { $ref: ref } }, $defs: { A: STRING } };
    expect(() => written(schema)).toThrow(`p: points to ${ref}, which is not in it; put that definition in.`);
  },
);

test("references are read as JSON pointers inside of URLs, and a property of that name is not a reference", () => {
  const $defs = { "a/b c": STRING, "100%": STRING };
  for (const ref of ["#/$defs/a~1b%20c", "#/$defs/100%25", "#/$defs/100%"])
    expect(written({ type: "object", properties: { a: { $ref: ref } }, $defs }).ignored).toEqual([]);
  expect(written({ type: "object", properties: { $ref: STRING } }).ignored).toEqual([]);
});

test("definitions that point twice to the next are read once each, and an endlessly deep schema is refused", () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 60 }, (_, n) => [
      `D${n}`,
      n === 59 ? STRING : { allOf: [{ $ref: `#/$defs/D${n + 1}` }, { $ref: `#/$defs/D${n + 1}` }] },
    ]),
  );
  expect(cpuMs(() => written({ $ref: "#/$defs/D0", $defs }))).toBeLessThan(1_000);
  let deep: object = STRING;
  for (let depth = 0; depth < 1_000; depth++) deep = { anyOf: [deep] };
  expect(refusal({ response_format: { type: "json_schema", json_schema: { name: "n", schema: deep } } }).message).toContain(
    "nested too deeply",
  );
});
