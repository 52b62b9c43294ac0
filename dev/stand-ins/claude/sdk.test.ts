import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;
let client: Anthropic;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
  client = new Anthropic({ apiKey: "sk-one", baseURL: claude.url, maxRetries: 0 });
});
afterAll(() => claude.stop());

const weather: Anthropic.Tool = {
  name: "get_weather",
  description: "The weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const now: Anthropic.Tool = { name: "now", input_schema: { type: "object", properties: {} } };
const ask = (content: string, rest: Partial<Anthropic.MessageCreateParamsNonStreaming> = {}) =>
  client.messages.create({ model: "claude-sonnet-4-6", max_tokens: 1000, messages: [{ role: "user", content }], ...rest });

test("a greeting is answered, in Chinese when it is Chinese, and the same question has the same answer", async () => {
  const [one, other, chinese] = await Promise.all([ask("Hello, Claude!"), ask("Hello, Claude!"), ask("你好，克劳德！")]);
  expect(one.content).toMatchObject([{ type: "text", text: expect.stringMatching(/^Hello!/) }]);
  expect(other.content).toEqual(one.content);
  expect(chinese.content).toMatchObject([{ type: "text", text: expect.stringMatching(/^你好！/) }]);
  expect(one).toMatchObject({ role: "assistant", model: "claude-sonnet-4-6", stop_reason: "end_turn" });
  expect(one.usage).toMatchObject({
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    service_tier: "standard",
    inference_geo: "global",
  });
});

test("the stream helper assembles the same message as the plain call", async () => {
  const plain = await ask("Tell me something");
  const stream = client.messages.stream({
    model: "claude-sonnet-4-6",
    max_tokens: 1000,
    messages: [{ role: "user", content: "Tell me something" }],
  });
  const texts: string[] = [];
  stream.on("text", (text) => texts.push(text));
  const streamed = await stream.finalMessage();
  expect(streamed.content).toEqual(plain.content);
  expect(streamed.usage).toEqual(plain.usage);
  expect(texts.length).toBeGreaterThanOrEqual(3);
});

test("events come in the order of the original, with a ping and a placeholder of output", async () => {
  const stream = await client.messages.create({
    model: "claude-sonnet-4-6",
    max_tokens: 4000,
    stream: true,
    thinking: { type: "enabled", budget_tokens: 1024 },
    tools: [weather, now],
    messages: [{ role: "user", content: "Call get_weather for Lyon and now" }],
  });
  const events: Anthropic.RawMessageStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  const names = events.map((event) => event.type).filter((name, index, all) => name !== all[index - 1]);
  const block = ["content_block_start", "content_block_delta", "content_block_stop"];
  expect(names).toEqual([
    "message_start",
    ...block,
    ...block,
    ...block,
    "content_block_start",
    "content_block_stop",
    "message_delta",
    "message_stop",
  ]);
  expect(events[0]).toMatchObject({ message: { content: [], stop_reason: null, usage: { output_tokens: 1 } } });
  const raw = await (
    await postRaw({ model: "claude-sonnet-4-6", max_tokens: 9, stream: true, messages: [{ role: "user", content: "hi" }] })
  ).text();
  expect(
    raw
      .split("\n\n")
      .map((each) => each.split("\n")[0])
      .slice(0, 4),
  ).toEqual(["event: message_start", "event: content_block_start", "event: ping", "event: content_block_delta"]);
  expect(raw).toContain('event: ping\ndata: {"type": "ping"}\n\n');
});

test("tools are called when forced or named, with an input that fits the schema", async () => {
  const named = await ask("Call get_weather for Lyon and now", { tools: [weather, now] });
  expect(named.stop_reason).toBe("tool_use");
  expect(named.content.slice(1)).toMatchObject([
    { type: "tool_use", name: "get_weather", input: { city: "Lyon" } },
    { type: "tool_use", name: "now", input: {} },
  ]);
  const forced = await ask("Anything", { tools: [weather, now], tool_choice: { type: "tool", name: "now" } });
  expect(forced.content.at(-1)).toMatchObject({ type: "tool_use", name: "now" });
  const plain = await ask("Anything", { tools: [weather, now] });
  expect(plain.stop_reason).toBe("end_turn");
  const call = named.content[1] as Anthropic.ToolUseBlock;
  const after = await ask("x", {
    tools: [weather, now],
    messages: [
      { role: "user", content: "get_weather for Lyon" },
      { role: "assistant", content: [call] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "18C" }] },
    ],
  });
  expect(after.content).toMatchObject([{ type: "text", text: "The tool answered: 18C" }]);
});

test("thinking comes with a signature, is billed when it is not shown, and is listed separately in the usage", async () => {
  const shown = await ask("Why?", { thinking: { type: "adaptive" } });
  expect(shown.content[0]).toMatchObject({ type: "thinking", thinking: expect.stringMatching(/./), signature: expect.stringMatching(/./) });
  const hidden = await ask("Why?", { model: "claude-opus-5-5", thinking: { type: "adaptive" } });
  expect(hidden.content[0]).toMatchObject({ type: "thinking", thinking: "", signature: expect.stringMatching(/./) });
  expect(hidden.usage.output_tokens_details?.thinking_tokens).toBeGreaterThan(5);
});

test("max_tokens, stop sequences, lengths on request and output formats are respected", async () => {
  const short = await ask("Tell me something", { max_tokens: 5 });
  expect(short).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 5 } });
  const stopped = await ask("Hello", { stop_sequences: ["good"] });
  expect(stopped).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "good", content: [{ text: "Hello! It is " }] });
  const long = await ask("Essay [[answer-tokens:321]]");
  expect(long).toMatchObject({ stop_reason: "end_turn", usage: { output_tokens: 321 } });
  const schema = { type: "object", properties: { city: { type: "string" }, age: { type: "integer" } }, additionalProperties: false };
  const formed = await ask("Where?", { output_config: { format: { type: "json_schema", schema } } });
  expect(JSON.parse((formed.content[0] as Anthropic.TextBlock).text)).toEqual({ city: "Paris", age: 1 });
});

test("count_tokens equals the charged prompt of a call", async () => {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: "How many tokens 有几个词？" }];
  const counted = await client.messages.countTokens({ model: "claude-opus-5-5", messages, system: "Be brief.", tools: [weather] });
  const called = await client.messages.create({
    model: "claude-opus-5-5",
    max_tokens: 10,
    messages,
    system: "Be brief.",
    tools: [weather],
  });
  expect(counted).toEqual({ input_tokens: called.usage.input_tokens });
});

test("every model of the catalogue is listed page by page and found by id or alias", async () => {
  const ids: string[] = [];
  for await (const model of client.models.list({ limit: 7 })) ids.push(model.id);
  expect(ids).toHaveLength(24);
  expect(new Set(ids).size).toBe(24);
  expect(await client.models.retrieve("claude-opus-4-5")).toMatchObject({ id: "claude-opus-4-5-20251101", max_tokens: 64_000 });
  await expect(client.models.retrieve("claude-nothing")).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  for (const id of ids) expect((await ask("Hello", { model: id, max_tokens: 5 })).model).toBe(id);
});

test("speed and place of inference are reported as served", async () => {
  const params = { max_tokens: 5, messages: [{ role: "user" as const, content: "Hello" }] };
  const fast = await client.messages.create({ model: "claude-opus-5-5", speed: "fast", inference_geo: "us", ...params });
  expect(fast.usage).toMatchObject({ speed: "fast", inference_geo: "us" });
  const silently = await client.messages.create({ model: "claude-opus-4-6", speed: "fast", ...params });
  expect(silently.usage).toMatchObject({ speed: "standard", inference_geo: "global" });
  expect((await ask("Hello", { model: "claude-haiku-4-5" })).usage.inference_geo).toBe("not_available");
});

function postRaw(body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${claude.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": "sk-one", "anthropic-version": "2023-06-01", ...headers },
    body: JSON.stringify(body),
  });
}
