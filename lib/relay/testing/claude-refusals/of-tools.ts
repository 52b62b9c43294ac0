import { HI, type Refusal } from "@/lib/relay/testing/claude-refusals/refusal";

const held = (schema: object) => ({ output_config: { format: { type: "json_schema", schema } } });
const tool = (schema: object, more: object = {}) => ({ name: "f", input_schema: { type: "object", ...schema }, ...more });
const named = (...names: string[]) => ({ tools: names.map((name) => ({ name, input_schema: { type: "object" } })) });

const responseFormat = (schema: object) => ({
  response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object", properties: { v: schema } } } },
});
const offered = (parameters: object, more: object = {}) => ({
  tools: [{ type: "function", function: { name: "f", parameters, ...more } }],
});
const offeredAs = (...names: string[]) => ({
  tools: names.map((name) => ({ type: "function", function: { name, parameters: { type: "object", properties: {} } } })),
});

const TOP = "tools.0.custom.input_schema";
const SCHEMA = "output_config.format.schema";
const LONGEST = "a".repeat(129);
const CIRCLE = { $defs: { A: { anyOf: [{ $ref: "#/$defs/A" }] } }, $ref: "#/$defs/A" };

/** Tools, and the schemas of their inputs and of answers. */
export const OF_TOOLS: Refusal[] = [
  {
    name: "a tool's name outside the alphabet",
    ask: named("x.y"),
    says: "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
    source: "home-assistant/core#147760",
    messages: "passed on",
    chat: offeredAs("x.y"),
    becomes: "mapped",
  },
  {
    name: "a tool's name that is too long",
    ask: named(LONGEST),
    says: "tools.0.custom.name: String should have at most 128 characters",
    source: "anthropics/claude-code#96152",
    messages: "passed on",
    chat: offeredAs(LONGEST),
    becomes: "mapped",
  },
  {
    name: "two tools of one name",
    ask: named("f", "f"),
    says: "tools: Tool names must be unique.",
    source: "danny-avila/LibreChat#13162",
    messages: "passed on",
    chat: offeredAs("f", "f"),
    becomes: "mapped",
  },
  {
    name: "a tool without a schema",
    ask: { tools: [{ name: "f" }] },
    says: "tools.0.custom.input_schema: Field required",
    source: null,
    messages: "passed on",
    chat: { tools: [{ type: "function", function: { name: "f" } }] },
    becomes: "mapped",
  },
  {
    name: "a choice of a tool that is not there",
    ask: { ...named("f"), tool_choice: { type: "tool", name: "g" } },
    says: "Tool 'g' not found in provided tools",
    source: null,
    messages: "passed on",
    chat: { ...offeredAs("f"), tool_choice: { type: "function", function: { name: "g" } } },
    becomes: { param: "tool_choice.function.name" },
  },
  {
    name: "a choice without tools",
    ask: { tool_choice: { type: "none" } },
    says: "tool_choice may only be specified while providing tools.",
    source: null,
    messages: "passed on",
    chat: { tool_choice: "none" },
    becomes: "mapped",
  },
  {
    name: "a choice at the head of an input",
    ask: { tools: [tool({ anyOf: [{ required: ["a"] }] })] },
    says: `${TOP}: input_schema does not support oneOf, allOf, or anyOf at the top level`,
    source: "anthropics/claude-code#27337",
    messages: "passed on",
    chat: offered({ type: "object", properties: { a: {} }, anyOf: [{ required: ["a"] }] }),
    becomes: "mapped",
  },
  {
    name: "an input that may be null",
    ask: { tools: [tool({ type: ["object", "null"] })] },
    says: `${TOP}.type: Input should be 'object'`,
    source: null,
    messages: "passed on",
    chat: offered({ type: ["object", "null"], properties: {} }),
    becomes: "mapped",
  },
  {
    name: "an input without a type",
    ask: { tools: [{ name: "f", input_schema: {} }] },
    says: `${TOP}.type: Field required`,
    source: null,
    messages: "passed on",
    chat: offered({}),
    becomes: "mapped",
  },
  {
    name: "a key outside the alphabet",
    ask: { tools: [tool({ properties: { $a: {} } })] },
    says: `${TOP}.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'`,
    source: "anthropics/claude-code#79418",
    messages: "passed on",
    chat: offered({ type: "object", properties: { $a: { type: "string" } } }),
    becomes: "mapped",
  },
  {
    name: "limits of a strict tool",
    ask: {
      tools: [tool({ properties: { a: { type: "integer", minimum: 1, maximum: 9 } }, additionalProperties: false }, { strict: true })],
    },
    says: "tools.0.custom: For 'integer' type, properties maximum, minimum are not supported",
    source: "earendil-works/pi#9953",
    messages: "passed on",
    chat: offered(
      {
        type: "object",
        properties: { a: { type: "integer", minimum: 1, maximum: 9 } },
        required: ["a"],
        additionalProperties: false,
      },
      { strict: true },
    ),
    becomes: "mapped",
  },
  {
    name: "a limit where an answer is held",
    ask: held({ type: "integer", minimum: 1 }),
    says: `${SCHEMA}: For 'integer' type, property 'minimum' is not supported`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ type: "integer", minimum: 1 }),
    becomes: "mapped",
  },
  {
    name: "one of several",
    ask: held({ oneOf: [{ type: "string" }] }),
    says: `${SCHEMA}: Schema type 'oneOf' is not supported`,
    source: "vercel/ai#12876",
    messages: "passed on",
    chat: responseFormat({ oneOf: [{ type: "string" }, { type: "integer" }] }),
    becomes: "mapped",
  },
  {
    name: "a format that nobody knows",
    ask: held({ type: "string", format: "color" }),
    says: `${SCHEMA}: For 'string' type, format 'color' is not supported`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ type: "string", format: "color" }),
    becomes: "mapped",
  },
  {
    name: "two items at least",
    ask: held({ type: "array", items: {}, minItems: 2 }),
    says: `${SCHEMA}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ type: "array", items: { type: "string" }, minItems: 2 }),
    becomes: "mapped",
  },
  {
    name: "parts beside a reference",
    ask: held({ allOf: [{ $ref: "#/$defs/A" }], $defs: { A: { type: "string" } } }),
    says: `${SCHEMA}: 'allOf' with '$ref' is not supported`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ allOf: [{ type: "string" }, { description: "A word." }] }),
    becomes: "mapped",
  },
  {
    name: "an object that says nothing of other keys",
    ask: held({ type: "object", properties: {} }),
    says: `${SCHEMA}: For 'object' type, 'additionalProperties' must be explicitly set to false`,
    source: "veryfront/veryfront-code#3921",
    messages: "passed on",
    chat: responseFormat({ type: "object", properties: { a: { type: "string" } } }),
    becomes: "mapped",
  },
  {
    name: "an object of free keys",
    ask: held({ type: "object", additionalProperties: { type: "string" } }),
    says: `${SCHEMA}: For 'object' type, 'additionalProperties: object' is not supported. Please set 'additionalProperties' to false`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ type: "object", additionalProperties: { type: "string" } }),
    becomes: "mapped",
  },
  {
    name: "a schema that contains itself",
    ask: held(CIRCLE),
    says: `${SCHEMA}: Circular reference detected in schema definitions: A -> A. Self-referencing or mutually-referencing definitions are not supported.`,
    source: "experientiallabs/experiential#804",
    messages: "passed on",
    chat: {
      response_format: {
        type: "json_schema",
        json_schema: { name: "n", schema: { type: "object", properties: { v: { $ref: "#/$defs/A" } }, $defs: CIRCLE.$defs } },
      },
      messages: [HI],
    },
    becomes: "mapped",
  },
  {
    name: "a reference to nothing",
    ask: held({ $ref: "#/$defs/A" }),
    says: `${SCHEMA}: #/$defs/A could not be resolved`,
    source: null,
    messages: "passed on",
    chat: responseFormat({ $ref: "#/$defs/A" }),
    becomes: { param: "response_format.json_schema.schema" },
  },
];
