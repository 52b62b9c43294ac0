import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { expect, test } from "vitest";
import { AppError } from "@/lib/basics/errors";
import type { AnswerStream } from "@/lib/wire/answer-stream";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { MessagesStream } from "@/lib/wire/anthropic/messages-stream";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { errorReply, type WireFormat } from "@/lib/wire/format-of-path";
import { modelsList } from "@/lib/wire/models-list";
import { ChatStream } from "@/lib/wire/openai-chat/chat-stream";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { chatToMessages } from "@/lib/wire/openai-chat/request";
import { HELLO } from "@/lib/wire/testing/chat";
import { SONNET_4_6 } from "@/lib/wire/testing/models";
import { ASKED, GOLDEN_STREAM, sse, startEvent, textEvent } from "@/lib/wire/testing/streams";

const ASK = { model: "claude-sonnet-4-6", max_tokens: 100, messages: [{ role: "user" as const, content: "Hello" }] };
const ERROR_EVENT = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
const TEXT_START = { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
const EXPECTED_BLOCKS = [
  { type: "thinking", thinking: "Need weather.", signature: "EqQB=" },
  { type: "text", text: "Checking." },
  { type: "tool_use", id: "toolu_A", name: "get_weather", input: { city: "Paris" } },
  { type: "tool_use", id: "toolu_B", name: "now", input: {} },
];

/** A client of each family that gets this answer to every request. */
function clients(answer: () => Response) {
  const fetch = async () => answer();
  return {
    anthropic: new Anthropic({ apiKey: "K", baseURL: "http://relais.test/api", fetch }),
    openai: new OpenAI({ apiKey: "K", baseURL: "http://relais.test/api/v1", fetch }),
  };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The stream as the relay would send it, in pieces of seven bytes and with keep-alives in between. */
function streamed(stream: AnswerStream, bytes: Buffer): Response {
  const chunks: Buffer[] = [stream.keepAlive()];
  for (let at = 0; at < bytes.length; at += 7) chunks.push(stream.push(bytes.subarray(at, at + 7)), stream.keepAlive());
  chunks.push(stream.end());
  return new Response(Buffer.concat(chunks), { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

const asMessages = (bytes: Buffer) => clients(() => streamed(new MessagesStream(new UsageMeter(ASKED)), bytes)).anthropic;
const asChat = (bytes: Buffer) =>
  clients(() =>
    streamed(new ChatStream(new UsageMeter(ASKED), { model: "claude-sonnet-4-6", createdSeconds: 1, includeUsage: true }), bytes),
  ).openai;

test("Anthropic's client puts the stream together", async () => {
  const message = await asMessages(GOLDEN_STREAM).messages.stream(ASK).finalMessage();
  expect(message.content).toMatchObject(EXPECTED_BLOCKS);
  expect(message.usage).toMatchObject({ input_tokens: 12, output_tokens: 150, cache_read_input_tokens: 20_000 });
});

test("OpenAI's client puts the stream together, and its message can be sent back", async () => {
  const runner = asChat(GOLDEN_STREAM).chat.completions.stream({ ...ASK, stream_options: { include_usage: true } });
  const completion = await runner.finalChatCompletion();
  const message = completion.choices[0]?.message;
  expect(message).toMatchObject({
    content: "Checking.",
    tool_calls: [{ id: "toolu_A" }, { id: "toolu_B", function: { arguments: "{}" } }],
  });
  expect(completion.usage).toMatchObject({ prompt_tokens: 23_012, cache_read_input_tokens: 20_000 });

  const results = ["A", "B"].map((each) => ({ role: "tool", tool_call_id: `toolu_${each}`, content: "x" }));
  const chat = {
    modelId: "claude-sonnet-4-6",
    isStream: false,
    includeUsage: false,
    fields: { messages: [...HELLO, message, ...results] },
  };
  expect(JSON.parse(chatToMessages(chat, SONNET_4_6).body.toString()).messages[1].content).toEqual(EXPECTED_BLOCKS);
});

test("OpenAI's client reads every chunk as one of an answer", async () => {
  const chunks = await all(await asChat(GOLDEN_STREAM).chat.completions.create({ ...ASK, stream: true }));
  expect(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model}`))).toEqual(
    new Set(["chatcmpl-01G1 1 claude-sonnet-4-6"]),
  );
  expect(chunks.every((chunk) => Array.isArray(chunk.choices))).toBe(true);
});

test("both clients raise an error that comes in the middle of a stream", async () => {
  const broken = sse(startEvent({ input_tokens: 1 }), TEXT_START, textEvent("Hello"), ERROR_EVENT);
  await expect(asMessages(broken).messages.stream(ASK).finalMessage()).rejects.toThrow("Overloaded");
  const chat = await asChat(broken).chat.completions.create({ ...ASK, stream: true });
  await expect(all(chat)).rejects.toMatchObject({ code: "upstream_overloaded", type: "overloaded_error" });
});

test("both clients raise an error when a stream was cut", async () => {
  const broken = GOLDEN_STREAM.subarray(0, -30);
  await expect(all(await asMessages(broken).messages.create({ ...ASK, stream: true }))).rejects.toBeInstanceOf(Anthropic.APIError);
  await expect(all(await asChat(broken).chat.completions.create({ ...ASK, stream: true }))).rejects.toBeInstanceOf(OpenAI.APIError);
});

test("OpenAI's client reads a whole answer and Anthropic's counts in it", async () => {
  const answer = {
    id: "msg_1",
    content: [{ type: "text", text: "Hi" }],
    stop_reason: "end_turn",
    usage: { input_tokens: 8, output_tokens: 1 },
  };
  const { usage } = usageOfMessage(answer, ASKED);
  const { openai } = clients(() =>
    Response.json(toChatCompletion(Buffer.from(JSON.stringify(answer)), answer, { model: "m", createdSeconds: 1, usage })),
  );
  const completion = await openai.chat.completions.create(ASK);
  expect(completion.choices[0]?.message.content).toBe("Hi");
  expect(completion.usage).toMatchObject({ prompt_tokens: 8, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
});

test("one list of models is read by both clients", async () => {
  const model = {
    displayName: "x",
    line: "opus",
    lifecycle: "active",
    retiresOn: null,
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
  };
  const listed = [
    { ...model, id: "claude-opus-5", releasedOn: "2026-07-24" },
    { ...model, id: "claude-opus-5-5", releasedOn: "2026-09-22" },
  ];
  const { anthropic, openai } = clients(() => Response.json(modelsList(listed)));
  // A new field in the client's own type does not compile here.
  const expected: Record<keyof Anthropic.ModelInfo, unknown> = {
    id: "claude-opus-5-5",
    type: "model",
    display_name: "x",
    created_at: "2026-09-22T00:00:00Z",
    line: "opus",
    lifecycle: "active",
    deprecated_at: null,
    retires_at: null,
    capabilities: null,
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
  };
  expect((await all(anthropic.models.list()))[0]).toMatchObject(expected);
  const newestFirst = ["claude-opus-5-5", "claude-opus-5"];
  expect((await all(anthropic.models.list())).map((each) => each.id)).toEqual(newestFirst);
  expect((await all(await openai.models.list())).map((each) => each.id)).toEqual(newestFirst);
});

test("an empty balance is a 402 error in both clients, after one request", async () => {
  let calls = 0;
  const refuse = (format: WireFormat) => {
    calls++;
    const { status, headers, body } = errorReply(
      format,
      new AppError("insufficient_balance", "Top up.", { facts: { needed: "0.75" } }),
      "req_1",
    );
    return new Response(body, { status, headers });
  };
  const { anthropic } = clients(() => refuse("anthropic"));
  await expect(anthropic.messages.create(ASK)).rejects.toMatchObject({ status: 402, requestID: "req_1" });
  const { openai } = clients(() => refuse("openai"));
  await expect(openai.chat.completions.create(ASK)).rejects.toMatchObject({
    status: 402,
    code: "insufficient_balance",
    requestID: "req_1",
    error: { needed: "0.75" },
  });
  expect(calls).toBe(2);
});
