import OpenAI, { type APIError } from "openai";
import { expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, MODEL, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson, answerStream } from "@/lib/relay/testing/scripted-upstream";
import { eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();

function openai(secret: string, maxRetries = 0): OpenAI {
  return new OpenAI({ apiKey: secret, baseURL: `${relay.url}/api/v1`, maxRetries });
}

test("OpenAI's client gets a completion with the cache counts as attributes, and is charged like Anthropic's", async () => {
  const customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const { data, response } = await openai(customer.secret).chat.completions.create(ASK).withResponse();
  expect(data.choices[0]?.message.content).toBe("Checking.");
  expect(data.usage).toMatchObject({
    prompt_tokens: 23_012,
    completion_tokens: 150,
    cache_creation_input_tokens: 3_000,
    cache_read_input_tokens: 20_000,
    prompt_tokens_details: { cached_tokens: 20_000 },
  });
  expect(response.headers.get("x-relais-charge")).toBe("0.024036");
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
  await expectBooksBalance(customer.workspaceId);
});

test("a marker beside a text goes upstream as a block's, and an effort without effect is said in a header", async () => {
  const customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const system = { role: "system", content: "S", cache_control: { type: "ephemeral", ttl: "1h" } };
  const body = { model: MODEL, seed: 7, messages: [system, { role: "user", content: "Hello, Claude!" }] };
  const got = await ask(`${relay.url}/api/v1/chat/completions`, { secret: customer.secret, body });
  expect(got.status).toBe(200);
  expect(got.headers.get("x-relais-ignored")).toBe("seed");
  const sent = JSON.parse(upstream.seen[0]?.body.toString() ?? "");
  expect(sent.system).toEqual([{ type: "text", text: "S", cache_control: { type: "ephemeral", ttl: "1h" } }]);
  expect(upstream.seen[0]?.headers["anthropic-version"]).toBe("2023-06-01");
});

test("OpenAI's client reads a stream with tool calls to its end, usage last", async () => {
  const customer = await newCustomer();
  upstream.play(answerStream(STREAM));
  const stream = await openai(customer.secret).chat.completions.create({ ...ASK, stream: true, stream_options: { include_usage: true } });
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("Checking.");
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("tool_calls");
  expect(chunks.at(-1)?.usage).toMatchObject({ prompt_tokens: 23_012, completion_tokens: 150, cache_read_input_tokens: 20_000 });
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }]);
});

test("an empty balance is a 402 that no client repeats, an overloaded upstream one that it does", async () => {
  const [poor, rich] = [await newCustomer(1_000n), await newCustomer()];
  upstream.play(answerError(529, "overloaded_error", "Overloaded"));
  const refused = await openai(poor.secret, 2)
    .chat.completions.create(ASK)
    .catch((error: APIError) => error);
  expect(refused).toMatchObject({ status: 402, code: "insufficient_balance", type: "insufficient_quota" });
  expect(upstream.seen).toHaveLength(0);
  const failed = await openai(rich.secret, 1)
    .chat.completions.create(ASK)
    .catch((error: APIError) => error);
  expect(failed).toMatchObject({ status: 503, code: "upstream_overloaded" });
  expect(upstream.seen).toHaveLength(2);
  expect(await eventsOf(rich)).toMatchObject([{ charge_nano: 0n }, { charge_nano: 0n }]);
});

test("what cannot be mapped is refused with the parameter's name, and nothing is asked or charged", async () => {
  const customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const refused = await openai(customer.secret)
    .chat.completions.create({ ...ASK, n: 2 })
    .catch((error: APIError) => error);
  expect(refused).toMatchObject({ status: 400, param: "n" });
  expect(upstream.seen).toHaveLength(0);
  expect(await eventsOf(customer)).toEqual([]);
});

test("both families list the models from one body, and read one", async () => {
  const customer = await newCustomer();
  const client = openai(customer.secret);
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  expect(models).toContain("claude-sonnet-4-6");
  expect(await client.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: "model" });
});
