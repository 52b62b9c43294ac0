import fc from "fast-check";
import OpenAI from "openai";
import type {
  Response,
  ResponseCreateParamsNonStreaming,
  ResponseInputItem,
  ResponseStreamEvent,
} from "openai/resources/responses/responses";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dollarsFromNano } from "@/lib/basics/money";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { control, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";

const WEATHER = {
  type: "function" as const,
  name: "get_weather",
  description: "The weather of a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  strict: true,
};
/** The fields that Codex sends with every turn. */
const AGENT = {
  model: "claude-opus-5",
  instructions: "You are a coding agent.",
  store: false,
  include: ["reasoning.encrypted_content" as const],
  reasoning: { effort: "high" as const, summary: "auto" as const },
  tools: [WEATHER],
  tool_choice: "auto" as const,
  parallel_tool_calls: false,
  prompt_cache_key: "conversation-1",
};
const PLAIN = { model: "claude-sonnet-4-6", input: "Say hello.", max_output_tokens: 200 };

let relay: TestRelay;
let customer: Customer;
let client: OpenAI;

beforeAll(async () => {
  relay = await startTestRelay(standInUrl);
});
afterAll(() => relay.close());
beforeEach(async () => {
  customer = await newCustomer();
  client = new OpenAI({ apiKey: customer.secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
});

async function upstreamBody() {
  return JSON.parse((await lastCall()).body);
}

/** The events of one turn in order. As in Codex, an end without `response.completed` is an error. */
async function turn(input: ResponseInputItem[]): Promise<{ events: ResponseStreamEvent[]; response: Response }> {
  const events: ResponseStreamEvent[] = [];
  for await (const event of await client.responses.create({ ...AGENT, input, stream: true })) events.push(event);
  const last = events.at(-1);
  if (last?.type !== "response.completed") throw new Error("stream closed before response.completed");
  return { events, response: last.response };
}

test("a whole response is read by OpenAI's client, and its usage is the one that is charged", async () => {
  const { data, response } = await client.responses.create({ ...PLAIN, metadata: { order: "7" } }).withResponse();
  expect(data).toMatchObject({ object: "response", status: "completed", store: false, metadata: { order: "7" }, model: PLAIN.model });
  expect(data.id).toMatch(/^resp_/);
  expect(data.output_text).not.toBe("");
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ outcome: "settled", output_tokens: data.usage?.output_tokens, input_tokens: data.usage?.input_tokens });
  expect(response.headers.get("x-relais-charge")).toBe(dollarsFromNano(event?.charge_nano as bigint));
  await expectBooksBalance(customer.workspaceId);
});

test("the client's stream helper puts the same response together as the whole answer", async () => {
  const whole = await client.responses.create(PLAIN);
  const stream = client.responses.stream(PLAIN);
  let text = "";
  stream.on("response.output_text.delta", ({ delta }) => {
    text += delta;
  });
  const final = await stream.finalResponse();
  expect(text).toBe(whole.output_text);
  expect(final.output_text).toBe(whole.output_text);
  expect(final).toMatchObject({ status: "completed", usage: whole.usage, tools: [], text: { format: { type: "text" } } });
});

test("structured output is asked for and parsed", async () => {
  const schema = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
  const text = { format: { type: "json_schema" as const, name: "place", schema, strict: true } };
  const parsed = await client.responses.parse({ ...PLAIN, text });
  expect((await upstreamBody()).output_config).toEqual({ format: { type: "json_schema", schema } });
  expect(JSON.parse(parsed.output_text)).toHaveProperty("city");
});

test("an answer that was cut short is incomplete, in whole and in a stream", async () => {
  const cut = { ...PLAIN, input: "[[answer-tokens:500]] Tell me all.", max_output_tokens: 20 };
  const incomplete = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [{ status: "incomplete" }] };
  expect(await client.responses.create(cut)).toMatchObject(incomplete);
  expect(await client.responses.stream(cut).finalResponse()).toMatchObject(incomplete);
});

describe("an agent that stores nothing here and sends all of its history", () => {
  test("has its tool called, and its thinking back at its place, byte for byte", async () => {
    const question: ResponseInputItem = { role: "user", content: "Use get_weather for Paris." };
    const first = await turn([question]);
    expect(first.events.map((event) => event.sequence_number)).toEqual(first.events.map((_, index) => index));
    const done = first.events.flatMap((event) => (event.type === "response.output_item.done" ? [event.item] : []));
    expect(done).toEqual(first.response.output);
    expect(done.map((item) => item.type)).toEqual(["reasoning", "message", "function_call"]);
    const call = done.find((item) => item.type === "function_call");
    if (call?.type !== "function_call") throw new Error("no function was called");

    const result: ResponseInputItem = { type: "function_call_output", call_id: call.call_id, output: "18C" };
    const second = await turn([question, ...(done as ResponseInputItem[]), result]);
    const { messages } = await upstreamBody();
    expect(messages[1].content.map((block: { type: string }) => block.type)).toEqual(["thinking", "text", "tool_use"]);
    expect(messages[1].content[0]).toEqual({
      type: "thinking",
      thinking: expect.any(String),
      signature: expect.stringMatching(/^\S{40,}$/),
    });
    expect(messages[2].content).toEqual([{ type: "tool_result", tool_use_id: call.call_id, content: "18C" }]);

    // The third turn repeats the beginning of the second byte for byte: a cache needs that.
    await turn([question, ...(done as ResponseInputItem[]), result, ...(second.response.output as ResponseInputItem[]), question]);
    expect((await upstreamBody()).messages.slice(0, 3)).toEqual(messages);
    expect(await eventsOf(customer)).toHaveLength(3);
    await expectBooksBalance(customer.workspaceId);
  });

  test("may change its history: a model that binds its thinking is asked to leave out what no longer fits", async () => {
    await client.responses.create({ ...PLAIN, model: "claude-sonnet-5-5" });
    const { headers } = await lastCall();
    expect(headers["anthropic-beta"]).toBe("thinking-binding-controls-2026-08-01");
    expect((await upstreamBody()).thinking.block_binding).toEqual({ prefix_mismatch_behavior: "drop_block" });
  });

  test("meets its cache when it asks for one, and says so in its usage", async () => {
    const instructions = "Handbook. ".repeat(3000);
    const cached = { ...PLAIN, instructions, prompt_cache_options: { mode: "implicit" as const } };
    const first = await client.responses.create(cached);
    expect(first.usage?.input_tokens_details).toMatchObject({ cached_tokens: 0, cache_write_tokens: expect.any(Number) });
    const again = await client.responses.create(cached);
    expect(again.usage?.input_tokens_details.cached_tokens).toBeGreaterThan(1024);
    expect(again.usage).toMatchObject({ cache_read_input_tokens: again.usage?.input_tokens_details.cached_tokens });
  });
});

describe("a refusal", () => {
  test.each([
    ["previous_response_id", { previous_response_id: "resp_1" }, "unsupported_parameter"],
    ["conversation", { conversation: "conv_1" }, "unsupported_parameter"],
    ["background", { background: true }, "unsupported_parameter"],
    ["tool_choice.type", { tools: [{ type: "web_search" }], tool_choice: { type: "web_search" } }, "unsupported_parameter"],
    ["input.0.id", { input: [{ type: "item_reference", id: "msg_1" }] }, "unsupported_parameter"],
    [
      "input.0.encrypted_content",
      { input: [{ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "relais1.x" }] },
      "invalid_value",
    ],
  ])("names %s, calls nobody and costs nothing", async (param, fields, code) => {
    await control("DELETE", "calls");
    const failing = client.responses.create({ ...PLAIN, ...fields } as ResponseCreateParamsNonStreaming);
    await expect(failing).rejects.toMatchObject({ status: 400, param, code, requestID: expect.stringMatching(/^req_/) });
    expect(await control("GET", "calls")).toEqual({ calls: [] });
    expect(await eventsOf(customer)).toEqual([]);
  });

  test("of an empty balance, an unknown key and an unknown model has OpenAI's shape", async () => {
    const poor = await newCustomer(1_000n);
    const url = `${relay.url}/api/v1/responses`;
    expect(await ask(url, { secret: poor.secret, body: PLAIN })).toMatchObject({
      status: 402,
      json: { error: { code: "insufficient_balance" } },
    });
    expect(await ask(url, { secret: "sk-relais-no", body: PLAIN })).toMatchObject({
      status: 401,
      json: { error: { code: "invalid_api_key" } },
    });
    const unknown = await ask(url, { secret: customer.secret, body: { ...PLAIN, model: "gpt-5" } });
    expect(unknown).toMatchObject({ status: 404, json: { error: { code: "model_not_found", param: "model" } } });
    expect(await ask(url, { secret: customer.secret })).toMatchObject({ status: 405 });
  });
});

test("what was asked for and has no effect is said", async () => {
  const { response } = await client.responses.create({ ...PLAIN, service_tier: "flex", truncation: "auto" }).withResponse();
  expect(response.headers.get("x-relais-ignored")).toBe("service_tier, truncation");
});

test("an upstream that fails in the middle leaves a failed response, and its call is settled", async () => {
  await control("POST", "faults", { name: "error-event", afterEvent: 4, type: "overloaded_error", message: "Overloaded" });
  const final = await client.responses.stream(PLAIN).finalResponse();
  expect(final).toMatchObject({ status: "failed", error: { code: "server_error", message: "Overloaded" } });
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled", reason: "upstream_cut" }]);
});

test("whatever is asked, nothing is a fault of ours and no hold is left", { timeout: 180_000 }, async () => {
  const words = fc.constantFrom(
    "input",
    "type",
    "role",
    "content",
    "message",
    "user",
    "reasoning",
    "encrypted_content",
    "relais1.AAAA",
    "tools",
  );
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(words, fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    value: fc.oneof(
      { maxDepth: 4 },
      tie("leaf"),
      fc.dictionary(words, tie("value"), { maxKeys: 5 }),
      fc.array(tie("value"), { maxLength: 3 }),
    ),
  })).value;
  const field = fc.constantFrom(
    "input",
    "instructions",
    "tools",
    "tool_choice",
    "text",
    "reasoning",
    "metadata",
    "include",
    "stream",
    "cache_control",
  );
  const property = fc.asyncProperty(fc.dictionary(field, value, { maxKeys: 3 }), async (fields) => {
    // Each case has its own customer, so that a rate limit does not answer instead of the mapping.
    const { workspaceId, secret } = await newCustomer();
    const got = await ask(`${relay.url}/api/v1/responses`, { secret, body: { ...PLAIN, max_output_tokens: 5, ...fields } });
    expect([200, 400]).toContain(got.status);
    expect(await readWallet(workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(workspaceId);
  });
  await fc.assert(property, { numRuns: 100 });
});
