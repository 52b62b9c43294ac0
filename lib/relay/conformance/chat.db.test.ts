import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { expect, test } from "vitest";
import { ASK, frame, MESSAGE, MODEL, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { GOLDEN_CHAT_STREAM, goldenFrames, RelayBench } from "@/lib/relay/testing/relay-bench";

const bench = await RelayBench.start();
const CHAT = "/api/v1/chat/completions";
type Asked = ChatCompletionCreateParamsNonStreaming;

const EPHEMERAL = { type: "ephemeral" };
const HOUR = { type: "ephemeral", ttl: "1h" };

/** The chunks without their time of creation. */
const timeless = (text: string) => text.replaceAll(/"created":\d+/g, '"created":1');

test("13: an upstream's error in a stream is the last chunk of a chat, without [DONE], and the client raises it", async () => {
  const frames = [...goldenFrames().slice(0, 9), frame("error", { error: { type: "overloaded_error", message: "Overloaded" } })];
  bench.answerStream(...frames);
  const { text } = await bench.ask(CHAT, { body: { ...ASK, stream: true } });
  const last = { message: "Overloaded", type: "overloaded_error", param: null, code: "upstream_overloaded" };
  expect(text.endsWith(`\n\ndata: ${JSON.stringify({ error: last })}\n\n`)).toBe(true);
  expect(text).not.toContain("[DONE]");
  const stream = await bench.openai().chat.completions.create({ ...ASK, stream: true });
  const reading = (async () => {
    for await (const _ of stream);
  })();
  await expect(reading).rejects.toMatchObject({ code: "upstream_overloaded", type: "overloaded_error" });
});

test("15: the golden stream becomes the golden chunks, in their order; without include_usage they say nothing of usage", async () => {
  bench.answerStream(...goldenFrames());
  const asked = { ...ASK, stream: true, stream_options: { include_usage: true } };
  expect(timeless((await bench.ask(CHAT, { body: asked })).text)).toBe(timeless(GOLDEN_CHAT_STREAM));
  expect(await bench.event()).toMatchObject({ charge_nano: USAGE_CHARGE_NANO });
  const { text } = await bench.ask(CHAT, { body: { ...ASK, stream: true } });
  expect(text).not.toMatch(/usage|"choices":\[\]/);
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  expect((await bench.events())[1]).toMatchObject({ charge_nano: USAGE_CHARGE_NANO });
  const chunks = text.split("\n\n").flatMap((each) => (each.startsWith("data: {") ? [JSON.parse(each.slice(6))] : []));
  expect(new Set(chunks.map(({ id, created, model }) => JSON.stringify([id, created, model]))).size).toBe(1);
});

test("16: the usage of a whole answer has the cache's counts as numbers, in OpenAI's words and in Anthropic's", async () => {
  bench.answerJson(MESSAGE);
  expect((await bench.openai().chat.completions.create(ASK)).usage).toEqual({
    prompt_tokens: 23_012,
    completion_tokens: 150,
    total_tokens: 23_162,
    prompt_tokens_details: { cached_tokens: 20_000, cache_write_tokens: 3_000, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
    cache_creation_input_tokens: 3_000,
    cache_read_input_tokens: 20_000,
    cache_creation: { ephemeral_5m_input_tokens: 1_000, ephemeral_1h_input_tokens: 2_000 },
  });
  bench.answerJson({ ...MESSAGE, usage: { input_tokens: 7, output_tokens: 5 } });
  expect((await bench.openai().chat.completions.create(ASK)).usage).toMatchObject({
    prompt_tokens: 7,
    prompt_tokens_details: { cached_tokens: 0 },
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
  });
});

test("17: a marker beside a text and one on a part reach the blocks made from them, and no other", async () => {
  bench.answerJson(MESSAGE);
  const parts = [
    { type: "text", text: "A", cache_control: EPHEMERAL },
    { type: "text", text: "B" },
  ];
  const messages = [
    { role: "system", content: "S", cache_control: HOUR },
    { role: "user", content: parts },
    { role: "user", content: "C" },
  ];
  await bench.openai().chat.completions.create({ model: MODEL, messages } as Asked);
  expect(bench.sent.json).toMatchObject({
    system: [{ type: "text", text: "S", cache_control: HOUR }],
    messages: [{ role: "user", content: [...parts, { type: "text", text: "C" }] }],
  });
});

const marked = (cache_control: object) => ({ type: "text", text: "x", cache_control });

test.each<[string, object, string]>([
  ["five markers", { messages: [{ role: "user", content: Array(5).fill(marked(EPHEMERAL)) }] }, "messages.0.content.4.cache_control"],
  [
    "five minutes before an hour",
    { messages: [{ role: "user", content: [marked(EPHEMERAL), marked(HOUR)] }] },
    "messages.0.content.1.cache_control",
  ],
  [
    "four and an automatic one",
    { cache_control: EPHEMERAL, messages: [{ role: "user", content: [...Array(4).fill(marked(EPHEMERAL)), { type: "text", text: "y" }] }] },
    "cache_control",
  ],
  [
    "another lifetime",
    { messages: [{ role: "user", content: [marked({ ...EPHEMERAL, ttl: "10m" })] }] },
    "messages.0.content.0.cache_control.ttl",
  ],
])("18: %s: refused by the place of the marker, without asking the upstream, and nothing is charged", async (_, fields, param) => {
  bench.answerJson(MESSAGE);
  const refused = bench.openai().chat.completions.create({ ...ASK, ...fields } as Asked);
  await expect(refused).rejects.toMatchObject({ status: 400, type: "invalid_request_error", param });
  expect(bench.upstream.seen).toEqual([]);
  expect(await bench.events()).toEqual([]);
});

const [CALL_A, CALL_B] = ["A", "B"].map((id, index) => ({
  id,
  type: "function",
  function: { name: index === 0 ? "get_weather" : "now", arguments: index === 0 ? '{"city":"Paris"}' : "" },
}));

test("19: a loop of tools goes up as calls with their inputs, and as results before what the user adds", async () => {
  bench.answerJson(MESSAGE);
  const messages = [
    { role: "user", content: "Weather and time?" },
    { role: "assistant", content: null, tool_calls: [CALL_A, CALL_B] },
    { role: "tool", tool_call_id: "A", content: "18C" },
    { role: "tool", tool_call_id: "B", content: "noon" },
    { role: "user", content: "ok?" },
  ];
  await bench.openai().chat.completions.create({ model: MODEL, messages } as Asked);
  expect((bench.sent.json.messages as object[]).slice(1)).toEqual([
    {
      role: "assistant",
      content: [
        { type: "tool_use", id: "A", name: "get_weather", input: { city: "Paris" } },
        { type: "tool_use", id: "B", name: "now", input: {} },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "A", content: "18C" },
        { type: "tool_result", tool_use_id: "B", content: "noon" },
        { type: "text", text: "ok?" },
      ],
    },
  ]);
  const cut = { role: "assistant", tool_calls: [{ ...CALL_A, function: { name: "f", arguments: "{bad" } }] };
  await bench.openai().chat.completions.create({ model: MODEL, messages: [messages[0], cut, messages[2]] } as Asked);
  const [, called] = bench.sent.json.messages as { content: unknown[] }[];
  expect(called?.content).toEqual([{ type: "tool_use", id: "A", name: "f", input: { INVALID_JSON: "{bad" } }]);
});

test("20: what was thought comes back to the upstream as it left it, whole, without text, redacted, and never unsigned", async () => {
  bench.answerStream(...goldenFrames());
  const { choices } = await bench.openai().chat.completions.stream(ASK).finalChatCompletion();
  const message = choices[0]?.message as unknown as Record<string, unknown>;
  bench.answerJson(MESSAGE);
  const back = async (assistant: object) => {
    const results = ["toolu_A", "toolu_B"].map((id) => ({ role: "tool", tool_call_id: id, content: "x" }));
    const messages = [ASK.messages[0], assistant, ...results];
    await bench.openai().chat.completions.create({ model: MODEL, messages } as Asked);
    return (bench.sent.json.messages as { content: object[] }[])[1]?.content;
  };
  const said = [
    { type: "text", text: "Checking." },
    { type: "tool_use", id: "toolu_A", name: "get_weather", input: { city: "Paris" } },
    { type: "tool_use", id: "toolu_B", name: "now", input: {} },
  ];
  expect(await back(message)).toEqual([{ type: "thinking", thinking: "Need weather.", signature: "EqQB=" }, ...said]);
  const detail = { type: "reasoning.text", text: "", signature: "EqQB=", format: "anthropic-claude-v1", index: 0 };
  expect(await back({ ...message, reasoning_details: [detail] })).toEqual([
    { type: "thinking", thinking: "", signature: "EqQB=" },
    ...said,
  ]);
  const hidden = { type: "reasoning.encrypted", data: "abc", format: "anthropic-claude-v1", index: 0 };
  expect(await back({ ...message, reasoning_details: [hidden] })).toEqual([{ type: "redacted_thinking", data: "abc" }, ...said]);
  expect(await back({ ...message, reasoning_details: undefined, reasoning_content: "Need weather." })).toEqual(said);
});
