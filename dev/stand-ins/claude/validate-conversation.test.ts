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
  const response = await fetch(`${claude.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": "sk-one", "anthropic-version": "2023-06-01" },
    body,
  });
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
const held = (schema: object) => ({ ...HI, output_config: { format: { type: "json_schema", schema } } });

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
