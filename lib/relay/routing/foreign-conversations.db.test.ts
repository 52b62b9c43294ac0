import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { classicPdf, flatTree } from "@/lib/wire/pdf/testing/pdf-files";

const MODELS = ["claude-haiku-4-5", "claude-opus-5"];

let relay: TestRelay;
let client: OpenAI;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
  client = new OpenAI({ apiKey: (await newCustomer(100_000_000_000n)).secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
});
afterAll(() => relay.close());

type Messages = OpenAI.ChatCompletionMessageParam[];

const user = (content: string) => ({ role: "user" as const, content });
const said = (content: string) => ({ role: "assistant" as const, content });
const answered = (id: string, content = "1") => ({ role: "tool" as const, tool_call_id: id, content });
const called = (...ids: string[]) => ({
  role: "assistant" as const,
  tool_calls: ids.map((id) => ({ id, type: "function" as const, function: { name: "mcp.f", arguments: '{"cut": "' } })),
});

const LEFT: [what: string, messages: Messages][] = [
  ["ids of other models", [user("x"), called("functions.f:0", "ü"), answered("ü"), answered("functions.f:0")]],
  ["one id for several calls", [user("x"), called("0"), answered("0"), called("0"), answered("0")]],
  ["a call without a result", [user("x"), called("a", "b"), answered("a"), user("go on")]],
  ["a result without a call", [answered("a"), user("x")]],
  ["a late result", [user("x"), called("a", "b"), answered("b"), said("wait"), answered("a")]],
  ["two results of one call", [user("x"), called("a"), answered("a"), answered("a")]],
  ["half an emoji", [user("cut here \ud83d"), called("a"), answered("a", "\ude00")]],
  ["the assistant first", [said("Hello!"), user("x")]],
  ["the system alone", [{ role: "system", content: "Say hello." }]],
  ["nothing said", [user("x"), said("y"), user(" ")]],
];

test.each(LEFT)("a conversation with %s is continued by every model", async (_, messages) => {
  for (const model of MODELS) {
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 200 });
    expect(answer.choices[0]?.message.content).toBeTruthy();
  }
});

test("an answer that was begun and ends in a blank is continued where the model continues any", async () => {
  const messages: Messages = [user("x"), said("So: ")];
  const { response } = await client.chat.completions.create({ model: "claude-haiku-4-5", messages, max_tokens: 20 }).withResponse();
  expect(response.headers.get("x-relais-ignored")).toBe("messages.1");
});

test("the same items are continued on the other route, by the same ids upstream", async () => {
  const call = { type: "function_call" as const, call_id: "functions.f:0", name: "mcp.f", arguments: "null" };
  const output = { type: "function_call_output" as const, call_id: call.call_id, output: "\ud83d" };
  for (const model of MODELS) {
    const answer = await client.responses.create({ model, max_output_tokens: 200, input: [user("x"), call, output, output] });
    expect(answer.output_text).toBeTruthy();
    await client.chat.completions.create({ model, messages: [user("x"), called(call.call_id), answered(call.call_id)], max_tokens: 200 });
  }
  const ids = (await callsSeen()).slice(-4).map(({ body }) => JSON.parse(body).messages[1].content[0].id);
  expect(new Set(ids).size).toBe(1);
});

test("pictures and files under labels of any kind are seen by the model", async () => {
  const jpeg = "/9j/4AAQSkZJRgABAQ==";
  const urls = [
    `data:image/jpg;base64,${jpeg}`,
    `DATA:IMAGE/PNG;base64,/9j/\n4AAQSkZJRgABAQ==`,
    `data:application/pdf;base64,${classicPdf(flatTree(1)).toString("base64")}`,
  ];
  const pictures = urls.map((url) => ({ type: "image_url" as const, image_url: { url } }));
  const file = { type: "file" as const, file: { filename: "a.md", file_data: "data:text/markdown,%23%20Title" } };
  const messages: Messages = [{ role: "user", content: [{ type: "text", text: "What is it?" }, ...pictures, file] }];
  const answer = await client.chat.completions.create({ model: "claude-opus-5", messages, max_tokens: 100 });
  expect(answer.choices[0]?.message.content).toBeTruthy();
});

test("a tool with a dotted name is called by it, whole and in a stream", async () => {
  const tools = [{ type: "function" as const, function: { name: "mcp.clock", parameters: { type: "object", properties: {} } } }];
  const asking = { model: "claude-opus-5", messages: [user("Please use a tool.")], tools, max_tokens: 200 };
  const whole = await client.chat.completions.create(asking);
  expect(whole.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: "mcp.clock", arguments: "{}" } }]);
  const streamed = await client.chat.completions.stream(asking).finalMessage();
  expect(streamed.tool_calls).toMatchObject([{ function: { name: "mcp.clock" } }]);
});
