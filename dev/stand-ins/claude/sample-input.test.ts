import Ajv from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { sampleInput } from "./sample-input";

const ajv = addFormats(new Ajv({ strict: false }));
const person = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };

test.each<[string, Record<string, unknown>]>([
  ["a reference", { $ref: "#/$defs/Person", $defs: { Person: person } }],
  ["references in a list", { type: "array", items: { $ref: "#/definitions/Person" }, minItems: 3, definitions: { Person: person } }],
  ["a tree", { $ref: "#/$defs/Node", $defs: { Node: treeOf("Node") } }],
  ["parts of one object", { allOf: [person, { properties: { age: { type: "integer" } }, required: ["age"] }] }],
  ["null at last", { anyOf: [{ type: "null" }, person] }],
  ["a type with null", { type: ["null", "integer"] }],
  ["bounds", { type: "integer", minimum: 18, maximum: 20 }],
  ["a bound that is left out", { type: "number", exclusiveMinimum: 5 }],
  ["a bound from above", { type: "integer", maximum: -3 }],
  ...["date", "time", "date-time", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"].map(
    (format): [string, Record<string, unknown>] => [`the format ${format}`, { type: "string", format }],
  ),
])("what is made up fits its schema: %s", (_, schema) => {
  const value = sampleInput(schema, "Who is Ada?");
  expect(ajv.validate(schema, value), `${JSON.stringify(value)} ${ajv.errorsText()}`).toBe(true);
});

test("a nullable value is not null, and the number in a prompt's brackets is used", () => {
  expect(sampleInput({ anyOf: [{ type: "null" }, person] }, "Ada")).toEqual({ name: "Ada" });
  expect(sampleInput({ type: "object", properties: { input: { type: "integer" } } }, "What is magic(3)?")).toEqual({ input: 3 });
});

function treeOf(name: string) {
  const children = { type: "array", items: { $ref: `#/$defs/${name}` } };
  const parent = { anyOf: [{ $ref: `#/$defs/${name}` }, { type: "null" }] };
  return { type: "object", properties: { value: { type: "string" }, children, parent }, required: ["value", "children", "parent"] };
}
