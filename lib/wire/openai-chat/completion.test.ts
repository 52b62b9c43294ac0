import { expect, test } from "vitest";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { toChatCompletion } from "@/lib/wire/openai-chat/completion";
import { ASKED, GOLDEN_TOKENS } from "@/lib/wire/testing/streams";

const USAGE = {
  input_tokens: 12,
  cache_creation_input_tokens: 3000,
  cache_read_input_tokens: 20_000,
  cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
  output_tokens: 150,
  output_tokens_details: { thinking_tokens: 40 },
};

function completion(message: object) {
  const answer = { id: "msg_01G1", type: "message", stop_reason: "end_turn", usage: USAGE, ...message };
  return completionOf(JSON.stringify(answer));
}

function completionOf(answer: string) {
  const message = JSON.parse(answer);
  const { usage } = usageOfMessage(message, ASKED);
  return toChatCompletion(Buffer.from(answer), message, { model: "claude-sonnet-4-6", createdSeconds: 1, usage });
}

test("a whole answer keeps its thoughts, words and calls", () => {
  const content = [
    { type: "thinking", thinking: "Need weather.", signature: "EqQB=" },
    { type: "text", text: "Check" },
    { type: "server_tool_use", id: "s", name: "web_search", input: {} },
    { type: "text", text: "ing." },
    { type: "tool_use", id: "toolu_A", name: "get_weather", input: { city: "Paris" } },
    { type: "tool_use", id: "toolu_B", name: "now", input: {} },
  ];
  expect(completion({ content, stop_reason: "tool_use" })).toEqual({
    id: "chatcmpl-01G1",
    object: "chat.completion",
    created: 1,
    model: "claude-sonnet-4-6",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: "Checking.",
          refusal: null,
          tool_calls: [
            { id: "toolu_A", type: "function", function: { name: "get_weather", arguments: '{"city":"Paris"}' } },
            { id: "toolu_B", type: "function", function: { name: "now", arguments: "{}" } },
          ],
          reasoning_content: "Need weather.",
          reasoning_details: [
            { type: "reasoning.text", text: "Need weather.", signature: "EqQB=", format: "anthropic-claude-v1", index: 0 },
          ],
        },
        logprobs: null,
        finish_reason: "tool_calls",
      },
    ],
    usage: {
      prompt_tokens: 23_012,
      completion_tokens: 150,
      total_tokens: 23_162,
      prompt_tokens_details: { cached_tokens: 20_000, cache_write_tokens: 3000, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 40, audio_tokens: 0, accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 },
      cache_creation_input_tokens: 3000,
      cache_read_input_tokens: 20_000,
      cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
    },
  });
});

test("the arguments of a call are the upstream's own text: no number is rounded and no key is moved", () => {
  const input = '{"id":12345678901234567890,"b":1.0, "2":"\\u00e9}","1":{"input":[]}}';
  const content = `["a",{"type":"text","text":"\\"tool_use\\"","input":{}},
    {"input":{},"name":"f","id":"t1","type":"tool_use","input":${input} } , {"type":"tool_use","id":"t2","name":"g"},
    {"type":"tool_use","id":"t3","name":"h","input":null}]`;
  const { message } =
    completionOf(`{ "content":[], "usage":{"content":1},"content" : ${content},"stop_reason":"tool_use"}`).choices[0] ?? {};
  expect(message?.tool_calls?.map((call) => [call.id, call.function?.arguments])).toEqual([
    ["t1", input],
    ["t2", "{}"],
    ["t3", "{}"],
  ]);
});

test("without caching the cache's counts are still numbers", () => {
  const { usage } = completion({ content: [{ type: "text", text: "Hi" }], usage: { input_tokens: 8, output_tokens: 1 } });
  expect(usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } });
});

test("a refusal before any output has no content, a reason, and is not billed", () => {
  const refused = { content: [], stop_reason: "refusal", stop_details: { type: "refusal", category: null, explanation: null } };
  expect(completion(refused).choices[0]).toMatchObject({
    message: { content: null, refusal: expect.any(String) },
    finish_reason: "content_filter",
  });
  expect(usageOfMessage({ ...refused, usage: USAGE }, ASKED).unbilledReason).toBe("refusal_unbilled");
});

test("the usage of a whole answer follows the rules of a stream's", () => {
  const content = [
    { type: "text", text: "x".repeat(36) },
    { type: "tool_use", input: {} },
  ];
  expect(usageOfMessage({ content, usage: USAGE }, ASKED).usage).toEqual({
    tokens: GOLDEN_TOKENS,
    thinkingTokens: 40,
    webSearches: 0,
    modifiers: [],
    isEstimated: false,
  });
  expect(usageOfMessage({ content }, ASKED).usage).toMatchObject({ tokens: { input: 100, output: 10 }, isEstimated: true });
});

test("an input nested too deeply to be written does not prevent the settle of a call", () => {
  const content = [{ type: "tool_use", id: "t", name: "f", input: { a: JSON.parse(`${"[".repeat(200_000)}${"]".repeat(200_000)}`) } }];
  expect(usageOfMessage({ content, usage: USAGE }, ASKED).usage.tokens).toEqual(GOLDEN_TOKENS);
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const { choices } = completionOf(`{"content":[{"type":"tool_use","id":"t","name":"f","input":{"a":${deep}}}]}`);
  expect(choices[0]?.message.tool_calls?.[0]?.function?.arguments).toBe(`{"a":${deep}}`);
});
