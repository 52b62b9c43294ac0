import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { setKey } from "@/lib/keys/testing/set-key";
import { postgres } from "@/lib/platform/postgres";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerError } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";

const bench = await RelayBench.start();
type Asked = ChatCompletionCreateParamsNonStreaming;

test("21: parameters go up as far as the model takes them, and what it cannot do is refused by name", async () => {
  bench.answerJson(MESSAGE);
  const plain = { messages: ASK.messages, temperature: 1.7, top_p: 0.9, stop: ["\n", "END"], seed: 1, n: 1, max_completion_tokens: 50 };
  const client = bench.openai();
  const older = await client.chat.completions.create({ ...plain, model: "claude-haiku-4-5" } as Asked).withResponse();
  expect(bench.sent.json).toMatchObject({ temperature: 1, stop_sequences: ["END"], max_tokens: 50 });
  expect(bench.sent.json).not.toHaveProperty("top_p");
  expect(older.response.headers.get("x-relais-ignored")).toBe("seed, stop.0, top_p");
  const newer = await client.chat.completions.create({ ...plain, model: "claude-opus-5-5" } as Asked).withResponse();
  expect(bench.sent.json).not.toHaveProperty("temperature");
  expect(bench.sent.json).not.toHaveProperty("top_p");
  expect(bench.sent.headers["anthropic-version"]).toBe("2023-06-01");
  expect(newer.response.headers.get("x-relais-ignored")).toBe("seed, stop.0, temperature, top_p");
  bench.answerJson(MESSAGE);
  await expect(client.chat.completions.create({ ...ASK, n: 2 })).rejects.toMatchObject({ status: 400, param: "n" });
  const tools = [{ type: "function", function: { name: "f" } }];
  const forced = { ...ASK, model: "claude-opus-5-5", tools, tool_choice: "required" } as Asked;
  const strict = { headers: { "x-relais-strict": "true" } };
  await expect(client.chat.completions.create(forced, strict)).rejects.toMatchObject({ status: 400, param: "tool_choice" });
  expect(bench.upstream.seen).toEqual([]);
});

/** The number of the client's requests that arrived here: it counts its retries in a header. */
async function requestsOf(call: (options: { fetch: typeof fetch }) => Promise<unknown>): Promise<number> {
  let count = 0;
  const counting: typeof fetch = (input, init) => {
    count += 1;
    return fetch(input, init);
  };
  await call({ fetch: counting }).catch(() => undefined);
  return count;
}

test("22: an empty balance is a 402 that no client repeats", async () => {
  bench.answerJson(MESSAGE);
  const poor = await newCustomer(1_000n);
  const native = await bench.ask("/api/v1/messages", { secret: poor.secret, body: ASK });
  expect(native).toMatchObject({ status: 402, json: { type: "error", error: { type: "billing_error" }, request_id: expect.any(String) } });
  const chat = await bench.ask("/api/v1/chat/completions", { secret: poor.secret, body: ASK });
  const error = { message: expect.any(String), type: "insufficient_quota", param: null, code: "insufficient_balance" };
  expect(chat).toMatchObject({ status: 402, json: { error } });
  const [anthropic, openai] = [
    bench.anthropic({ maxRetries: 2, secret: poor.secret }),
    bench.openai({ maxRetries: 2, secret: poor.secret }),
  ];
  expect(await requestsOf((options) => anthropic.withOptions(options).messages.create(ASK))).toBe(1);
  expect(await requestsOf((options) => openai.withOptions(options).chat.completions.create(ASK))).toBe(1);
  expect(bench.upstream.seen).toEqual([]);
});

test("22: a rate that is used up is a 429 with a wait of a minute at most, and one that no wait helps is not repeated", async () => {
  bench.answerJson(MESSAGE);
  const id = newId();
  await postgres().query(`INSERT INTO usage_tier (id, requests_per_minute) VALUES ('${id}', 1)`);
  await postgres().query("SELECT choose_tier($1, $2)", [bench.customer.workspaceId, id]);
  expect((await bench.ask("/api/v1/messages", { body: ASK })).status).toBe(200);
  bench.answerJson(MESSAGE);
  for (const path of ["/api/v1/messages", "/api/v1/chat/completions"]) {
    const got = await bench.ask(path, { body: ASK });
    expect(got).toMatchObject({ status: 429, json: { error: { type: "rate_limit_error" } } });
    const wait = Number.parseInt(got.headers.get("retry-after") ?? "", 10);
    expect([wait >= 1, wait <= 60]).toEqual([true, true]);
  }
  const held = await newCustomer();
  await setKey(held.keyId, "budget_nano = 1, budget_period = 'lifetime'");
  const { headers, status } = await bench.ask("/api/v1/messages", { secret: held.secret, body: ASK });
  expect([status, headers.get("x-should-retry")]).toEqual([429, "false"]);
  const client = bench.anthropic({ maxRetries: 2, secret: held.secret });
  expect(await requestsOf((options) => client.withOptions(options).messages.create(ASK))).toBe(1);
  expect(bench.upstream.seen).toEqual([]);
});

test.each([
  [401, "authentication_error", "invalid x-api-key"],
  [402, "billing_error", "Your credit balance is too low"],
  [403, "permission_error", "Your organization has been disabled"],
  [400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API"],
  [400, "invalid_request_error", "You have reached your specified API usage limits"],
])("22: what is wrong with our own account (%i %s) is an overload for the caller", async (status, type, message) => {
  bench.upstream.play(answerError(status, type, message));
  const native = await bench.ask("/api/v1/messages", { body: ASK });
  expect(native).toMatchObject({ status: 529, json: { error: { type: "overloaded_error" } } });
  const chat = await bench.ask("/api/v1/chat/completions", { body: ASK });
  expect(chat).toMatchObject({ status: 503, json: { error: { code: "upstream_overloaded" } } });
  expect(native.text + chat.text).not.toContain(message);
});
