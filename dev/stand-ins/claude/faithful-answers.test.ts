import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answer } from "./answer";
import { modelNamed } from "./models";
import type { MessagesRequest, Tool } from "./request";

const ajv = addFormats(new Ajv2020({ strict: false }));
const RUNS = 400;

type Schema = Record<string, unknown>;

const FORMATS = ["date", "time", "date-time", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"];
const NAMES = ["city", "name", "born", "a.b", "x-1", "in", "items"];

/** Schemas of every kind that a tool may have: definitions that refer to each other, parts, choices, limits of numbers, texts and lists. */
const schemas = fc.letrec<{ any: Schema; object: Schema }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthIdentifier: "schema", withCrossShrink: true },
    leaf(),
    tie("object"),
    lists(tie("any")),
    choices(tie("any")),
    parts(tie("any")),
    fc.constantFrom("A", "B", "Node").map((name) => ({ $ref: `#/$defs/${name}` })),
  ),
  object: objects(tie("any")),
}));

function leaf(): fc.Arbitrary<Schema> {
  return fc.oneof(
    fc.constantFrom(...FORMATS).map((format) => ({ type: "string", format })),
    fc.record({ minLength: fc.nat(80), more: fc.nat(20) }).map(({ minLength, more }) => ({
      type: "string",
      minLength,
      maxLength: minLength + more,
    })),
    fc
      .record({ type: fc.constantFrom("integer", "number"), minimum: fc.integer({ min: -500, max: 500 }), more: fc.nat(9) })
      .map(({ type, minimum, more }) => ({ type, minimum, maximum: minimum + more })),
    fc
      .record({ type: fc.constantFrom("integer", "number"), exclusiveMinimum: fc.integer({ min: -500, max: 500 }) })
      .map((bounds) => ({ ...bounds, exclusiveMaximum: bounds.exclusiveMinimum + 2 })),
    fc.constantFrom(2, 5, 0.5).map((multipleOf) => ({ type: "number", multipleOf, minimum: 3 })),
    fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 4 }).map((list) => ({ enum: list })),
    fc.oneof(fc.string(), fc.integer(), fc.boolean()).map((value) => ({ const: value })),
    fc.constantFrom<Schema>({ type: "boolean" }, { type: "null" }, { type: ["string", "null"] }, { type: ["null", "integer"] }, {}),
    fc.constant({ type: "integer", default: "not one", minimum: 7 }),
  );
}

function objects(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const free = fc.constantFrom<Schema | boolean | undefined>(undefined, false, true, { type: "integer" });
  return fc
    .record({
      keys: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 }),
      inner: fc.array(inner, { minLength: 4, maxLength: 4 }),
      free,
    })
    .chain(({ keys, inner: values, free: additionalProperties }) =>
      fc.subarray(keys).map((required) => ({
        type: "object",
        properties: Object.fromEntries(keys.map((key, index) => [key, values[index]])),
        required: additionalProperties === false ? required : [...required, "unnamed"],
        ...(additionalProperties !== undefined && { additionalProperties }),
      })),
    );
}

function lists(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const plain = fc.record({ items: inner, minItems: fc.nat(3), more: fc.nat(2) });
  return fc.oneof(
    plain.map(({ items, minItems, more }) => ({ type: "array", items, minItems, maxItems: minItems + more })),
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((prefixItems) => ({ type: "array", prefixItems, items: false })),
    fc.nat(3).map((minItems) => ({ type: "array", items: { type: "integer", minimum: 1 }, minItems, uniqueItems: true })),
    fc.nat(3).map((minItems) => ({ type: "array", items: { enum: ["a", "b", "c"] }, minItems, uniqueItems: true })),
  );
}

function choices(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  return fc.oneof(
    fc.array(inner, { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf: [...anyOf, { type: "null" }] })),
    fc.constantFrom<Schema>(
      { oneOf: [{ type: "string" }, { type: "integer" }] },
      { type: "object", properties: { a: { type: "integer" }, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    ),
  );
}

function parts(inner: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const part = (name: string) => inner.map((schema) => ({ type: "object", properties: { [name]: schema }, required: [name] }));
  return fc.tuple(part("first"), part("second")).map((allOf) => ({ allOf, description: "Both." }));
}

/** A tree, a definition that refers to another, and a plain one. */
const DEFS = {
  A: { type: "object", properties: { next: { anyOf: [{ $ref: "#/$defs/B" }, { type: "null" }] } }, required: ["next"] },
  B: { type: "object", properties: { back: { $ref: "#/$defs/A" }, n: { type: "integer", maximum: -3 } }, required: ["n"] },
  Node: { type: "object", properties: { children: { type: "array", items: { $ref: "#/$defs/Node" } } }, required: ["children"] },
};

const rooted = (schema: Schema): Schema => ({ ...schema, $defs: DEFS });
const model = modelNamed("claude-sonnet-4-6");

function ask(fields: Partial<MessagesRequest>) {
  if (!model) throw new Error("no such model");
  const request = { model: model.id, max_tokens: 60_000, messages: [{ role: "user" as const, content: "Who is Ada?" }], ...fields };
  return answer(request, model, null).content;
}

function expectFits(schema: Schema, value: unknown): void {
  expect(ajv.validate(schema, value), `${JSON.stringify(value)} ${ajv.errorsText()} ${JSON.stringify(schema)}`).toBe(true);
}

test("an answer with a required schema fits it", () => {
  fc.assert(
    fc.property(schemas.any.map(rooted), (schema) => {
      const [block] = ask({ output_config: { format: { type: "json_schema", schema } } });
      expectFits(schema, JSON.parse(block?.type === "text" ? block.text : ""));
    }),
    { numRuns: RUNS },
  );
});

test("a tool is called with an input that fits its schema", () => {
  fc.assert(
    fc.property(schemas.object.map(rooted), (schema) => {
      const tools: Tool[] = [{ name: "f", input_schema: schema }];
      const call = ask({ tools, tool_choice: { type: "any" } }).find((block) => block.type === "tool_use");
      expectFits(schema, call?.type === "tool_use" ? call.input : undefined);
    }),
    { numRuns: RUNS },
  );
});

test("an answer in plain JSON fits the schema in the prompt", () => {
  fc.assert(
    fc.property(schemas.object.map(rooted), (schema) => {
      const system = `Be brief. Answer with a single JSON object. It must fit this JSON schema:\n${JSON.stringify(schema)}`;
      const [block] = ask({ system });
      expectFits(schema, JSON.parse(block?.type === "text" ? block.text : ""));
    }),
    { numRuns: RUNS },
  );
});
