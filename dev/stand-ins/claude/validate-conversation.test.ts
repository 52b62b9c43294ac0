import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());

type Change = { messages?: object[]; [field: string]: unknown } | string;

async function send(change: Change) {
  const body = typeof change === "string" ? change : JSON.stringify({ model: "claude-sonnet-4-6", max_tokens: 100, ...change });
  const response = await fetch(`${claude.url}/v1/messages`, { method: "POST", headers: { "x-api-key": "sk-one" }, body });
  const { error } = (await response.json()) as { error?: { message: string } };
  return { status: response.status, message: error?.message };
}

const use = (id: string, name = "f", input: unknown = {}) => ({ type: "tool_use", id, name, input });
const result = (id: string) => ({ type: "tool_result", tool_use_id: id, content: "1" });
const text = (words: string) => ({ type: "text", text: words });
const user = (...content: object[]) => ({ role: "user", content });
const assistant = (...content: object[]) => ({ role: "assistant", content });
const loop = (...blocks: object[]) => ({ messages: [user(text("x")), assistant(...blocks), user(result("a"))] });

const source = (media_type: string, data: string) => ({ type: "base64", media_type, data });
const JPEG = "/9j/4AAQSkZJRgABAQ==";
const seen = (kind: string, ...file: [string, string]) => ({ messages: [user({ type: kind, source: source(...file) })] });

const HI = { messages: [user(text("x"))] };
const input = (schema: object, strict?: boolean) => ({
  ...HI,
  tools: [{ name: "f", input_schema: { type: "object", ...schema }, strict }],
});
const TOP = "tools.0.custom.input_schema";
const held = (schema: object) => ({ ...HI, output_config: { format: { type: "json_schema", schema } } });
const SCHEMA = "output_config.format.schema";

const REFUSED: [name: string, change: Change, message: string][] = [
  ["an id outside the alphabet", loop(use("f:0")), "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"],
  ["a name outside it", loop(use("a", "x.y")), "messages.1.content.0.tool_use.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"],
  ["input that is no object", loop(use("a", "f", [1])), "messages.1.content.0.tool_use.input: Input should be a valid dictionary"],
  ["one id for two calls", loop(use("a"), use("a")), "messages.1.content.1: `tool_use` ids must be unique"],
  ["a call without its result", loop(use("a"), use("b")), "messages.1: `tool_use` ids were found without `tool_result` blocks"],
  ["a call at the end", { messages: [user(text("x")), assistant(use("a"))], model: "claude-haiku-4-5" }, "messages.1: `tool_use` ids"],
  ["a result without its call", { messages: [user(result("b"))] }, "messages.0.content.0: unexpected `tool_use_id` found in `tool_result`"],
  [
    "two results of one call",
    { messages: [...loop(use("a")).messages, user(result("a"))] },
    "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: a",
  ],
  [
    "a result behind other words",
    { messages: [user(text("x")), assistant(use("a")), user(text("y"), result("a"))] },
    "messages.1: `tool_use` ids were found without",
  ],
  ["blank text", { messages: [user(text(" \n"))] }, "messages.0.content.0: text content blocks must contain non-whitespace text"],
  [
    "an answer begun that ends in a blank",
    { messages: [user(text("x")), assistant(text("So "))], model: "claude-haiku-4-5" },
    "messages: final assistant content cannot end with trailing whitespace",
  ],
  [
    "a label that it does not know",
    seen("image", "image/jpg", JPEG),
    "messages.0.content.0.image.source.base64.media_type: Input should be",
  ],
  [
    "a label that the bytes belie",
    seen("image", "image/png", JPEG),
    "messages.0.content.0.image.source.base64: The image was specified using the image/png media type, but the image appears to be a image/jpeg image",
  ],
  ["base64 in lines", seen("image", "image/jpeg", "/9j/\n4AAQ"), "messages.0.content.0.image.source.base64: invalid base64 data"],
  [
    "a document that is no PDF",
    seen("document", "text/plain", "AAAA"),
    "messages.0.content.0.document.source.base64.media_type: Input should be",
  ],
  [
    "a choice at the head of an input",
    input({ anyOf: [{ required: ["a"] }] }),
    `${TOP}: input_schema does not support oneOf, allOf, or anyOf`,
  ],
  ["an input that may be null", input({ type: ["object", "null"] }), `${TOP}.type: Input should be 'object'`],
  ["a key outside the alphabet", input({ properties: { $a: {} } }), `${TOP}.properties: Property keys should match pattern`],
  ["a limit where an answer is held", held({ type: "integer", minimum: 1 }), `${SCHEMA}: For 'integer' type, properties minimum are not`],
  [
    "a limit of a strict tool",
    input({ properties: {}, additionalProperties: false, minProperties: 1 }, true),
    `${TOP}: For 'object' type, properties minProp`,
  ],
  ["oneOf", held({ oneOf: [{ type: "string" }] }), `${SCHEMA}: Schema type 'oneOf' is not supported`],
  ["an unknown format", held({ type: "string", format: "color" }), `${SCHEMA}: For 'string' type, format 'color' is not supported`],
  [
    "two items at least",
    held({ type: "array", items: {}, minItems: 2 }),
    `${SCHEMA}: For 'array' type, 'minItems' values other than 0 or 1`,
  ],
  [
    "an object that is open",
    held({ type: "object", properties: {} }),
    `${SCHEMA}: For 'object' type, 'additionalProperties' must be explicitly`,
  ],
  [
    "a schema that contains itself",
    held({ $defs: { A: { anyOf: [{ $ref: "#/$defs/A" }] } }, $ref: "#/$defs/A" }),
    `${SCHEMA}: Circular reference`,
  ],
  [
    "half an emoji",
    '{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"\\ud83d"}]}',
    "The request body is not valid JSON: no low surrogate in string",
  ],
];

test.each(REFUSED)("%s is refused in the original's words", async (_, change, message) => {
  expect(await send(change)).toEqual({ status: 400, message: expect.stringContaining(message) });
});

test.each<[string, Change]>([
  ["a loop", loop(use("a"))],
  ["limits of a tool that need not be strict", input({ properties: { a: { oneOf: [{ minimum: 1 }] } } })],
  [
    "choices, formats and one item",
    held({
      anyOf: [
        { type: "string", format: "date" },
        { type: "array", items: {}, minItems: 1 },
      ],
    }),
  ],
  ["a picture under its own label", seen("image", "image/jpeg", JPEG)],
  ["a text as a document", { messages: [user({ type: "document", source: { type: "text", media_type: "text/plain", data: "x" } })] }],
  ["results in two neighbouring turns", { messages: [...loop(use("a"), use("b")).messages, user(result("b"), text("go on"))] }],
  [
    "a whole emoji, and an escaped backslash",
    `{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{"role":"user","content":"\\ud83d\\ude00 \\\\ud83d"}]}`,
  ],
])("%s is taken", async (_, change) => {
  expect(await send(change)).toEqual({ status: 200, message: undefined });
});
