import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { expect, test } from "vitest";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { RelayBench } from "@/lib/relay/testing/relay-bench";

const bench = await RelayBench.start();
const TURN = {
  model: "claude-opus-5",
  input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "Go on." }] }],
  tools: [{ type: "namespace", name: "agents", description: "", tools: [{ type: "function", name: "spawn", strict: false }] }],
  tool_choice: "auto",
  parallel_tool_calls: true,
  store: false,
  include: ["reasoning.encrypted_content"],
  client_metadata: { turn_id: "1" },
};

test("what Codex sends is mapped whole, and a call of its grouped tools comes back as it knows them", async () => {
  bench.answerJson({
    ...MESSAGE,
    content: [{ type: "tool_use", id: "toolu_1", name: "agents__spawn", input: {} }],
    stop_reason: "tool_use",
  });
  const got = await bench.ask("/api/v1/responses", { body: TURN });
  expect([got.status, got.headers.get("x-relais-ignored")]).toEqual([200, null]);
  expect(got.json.output).toMatchObject([{ type: "function_call", namespace: "agents", name: "spawn", call_id: "toolu_1" }]);
  expect(bench.sent.json.tools).toMatchObject([{ name: "agents__spawn" }]);
});

test("the search of a copy of the web, which Codex offers by itself, is left out and named; forced it is refused", async () => {
  bench.answerJson(MESSAGE);
  const offered = { ...TURN, tools: [...TURN.tools, { type: "web_search", external_web_access: false }] };
  const got = await bench.ask("/api/v1/responses", { body: offered });
  expect([got.status, got.headers.get("x-relais-ignored")]).toEqual([200, "tools.1"]);
  expect(bench.sent.json.tools).toMatchObject([{ name: "agents__spawn" }]);
  bench.upstream.seen.length = 0;
  const forced = await bench.ask("/api/v1/responses", { body: { ...offered, tool_choice: { type: "web_search" } } });
  expect(forced).toMatchObject({ status: 400, json: { error: { param: "tool_choice.type", code: "unsupported_parameter" } } });
  expect(bench.upstream.seen).toEqual([]);
});

test("a header asks for automatic caching where the body says nothing of it, on both of OpenAI's routes", async () => {
  bench.answerJson(MESSAGE);
  const headers = { "x-relais-cache-control": "1h" };
  await bench.ask("/api/v1/responses", { body: TURN, headers });
  expect(bench.sent.json.cache_control).toEqual({ type: "ephemeral", ttl: "1h" });
  await bench.openai().chat.completions.create(ASK, { headers });
  expect(bench.sent.json.cache_control).toEqual({ type: "ephemeral", ttl: "1h" });
  const own = { ...ASK, cache_control: { type: "ephemeral" } } as ChatCompletionCreateParamsNonStreaming;
  await bench.openai().chat.completions.create(own, { headers });
  expect(bench.sent.json.cache_control).toEqual({ type: "ephemeral" });
  bench.answerJson(MESSAGE);
  const refused = await bench.ask("/api/v1/chat/completions", { body: ASK, headers: { "x-relais-cache-control": "forever" } });
  expect(refused).toMatchObject({ status: 400, json: { error: { param: "x-relais-cache-control" } } });
  expect(bench.upstream.seen).toEqual([]);
});
