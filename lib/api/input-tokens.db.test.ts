import { expect, test } from "vitest";
import { readWallet } from "@/lib/ledger/wallet";
import { RelayBench } from "@/lib/relay/testing/relay-bench";
import { newCustomer } from "@/lib/relay/testing/test-relay";

const bench = await RelayBench.start();
const MODEL = "claude-opus-5";

test("OpenAI's client counts what its request would send, for nothing and with an empty balance", async () => {
  bench.customer = await newCustomer(0n);
  bench.answerJson({ input_tokens: 2095 });
  const tools = [{ type: "function" as const, name: "mcp.f", parameters: { type: "object", properties: {} }, strict: false }];
  const asking = { model: MODEL, instructions: "S", input: "Hello", tools, max_output_tokens: 7, reasoning: { effort: "low" as const } };
  expect(await bench.openai().responses.inputTokens.count(asking)).toEqual({ object: "response.input_tokens", input_tokens: 2095 });
  expect(bench.upstream.seen.at(-1)?.path).toBe("/v1/messages/count_tokens");
  expect(bench.sent.json).toEqual({
    model: MODEL,
    tools: [{ name: expect.stringMatching(/^mcp_f_[0-9a-f]{8}$/), input_schema: { type: "object", properties: {} } }],
    system: [{ type: "text", text: "S" }],
    messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
    thinking: { type: "adaptive" },
    output_config: { effort: "low" },
  });
  expect(await bench.events()).toEqual([]);
  expect(await readWallet(bench.customer.workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 0n, holdsInFlight: 0 });
});

test("a long request is counted like a short one, and one that cannot be mapped is refused by its place", async () => {
  bench.answerJson({ input_tokens: 9 });
  const long = { model: MODEL, input: "word ".repeat(100_000) };
  expect((await bench.ask("/api/v1/responses/input_tokens", { body: long })).json.input_tokens).toBe(9);
  expect(bench.sent.text.length).toBeGreaterThan(500_000);
  const refused = await bench.ask("/api/v1/responses/input_tokens", { body: { model: MODEL, input: [{ role: "wizard", content: "x" }] } });
  expect(refused).toMatchObject({ status: 400, json: { error: { param: "input.0.role" } } });
});

test.each([
  ["completions", "/api/v1/chat/completions"],
  ["embeddings", "embedding model of another provider"],
  ["moderations", "response_format"],
  ["images/generations", "no pictures"],
  ["audio/speech", "neither speaks nor listens"],
  ["assistants", "/api/v1/responses"],
  ["responses/resp_1", "not stored here"],
  ["complete", "/api/v1/messages"],
])("%s is a 404 in OpenAI's format that says what there is instead", async (path, instead) => {
  bench.upstream.seen.length = 0;
  for (const asking of [{ body: { model: MODEL, input: "x" } }, {}]) {
    const got = await bench.ask(`/api/v1/${path}`, asking);
    expect(got).toMatchObject({ status: 404, json: { error: { type: "invalid_request_error", code: "not_found" } } });
    expect(got.json.error?.message).toContain(instead);
    expect(got.json.error?.message).toContain("Nothing was charged");
  }
  expect(bench.upstream.seen).toEqual([]);
});
