import { beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { readReceipt } from "@/lib/receipts/read-receipt";
import { receiptJson } from "@/lib/receipts/receipt-json";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, frame, MESSAGE, USAGE } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson, answerStream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
});

/** The charge of one call of this model with this reported usage: the same for a message and for a stream. */
async function chargeOf(model: string, usage: object, fields: object = {}): Promise<bigint | undefined> {
  const charges = new Set<bigint>();
  const { output_tokens: _, ...start } = usage as typeof USAGE;
  const message = { ...MESSAGE, content: [{ type: "text", text: "Hi" }], model, usage };
  for (const stream of [false, true]) {
    customer = await newCustomer(60_000_000_000n);
    upstream.play(
      stream
        ? answerStream([
            frame("message_start", { message: { ...message, content: [], stop_reason: null, usage: { ...start, output_tokens: 1 } } }),
            frame("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
            frame("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hi" } }),
            frame("message_delta", { delta: { stop_reason: "end_turn" }, usage }),
            frame("message_stop", {}),
          ])
        : answerJson(message),
    );
    expect(
      (await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, model, stream, ...fields } })).status,
    ).toBe(200);
    const [event, ...others] = await eventsOf(customer);
    expect(others).toEqual([]);
    if (event) charges.add(event.charge_nano);
    await expectBooksBalance(customer.workspaceId);
  }
  expect(charges.size).toBe(1);
  return [...charges][0];
}

test.each([
  ["claude-sonnet-4-6", {}, 24_036_000n],
  ["claude-opus-5-5", {}, 28_048_000n],
  ["claude-opus-5-5", { speed: "fast" }, 56_096_000n],
  ["claude-opus-5-5", { speed: "fast", inference_geo: "us" }, 61_705_600n],
  ["claude-opus-5-5", { service_tier: "batch" }, 14_024_000n],
  ["claude-fable-5-2", {}, 52_096_000n],
  ["claude-fable-5", {}, 80_120_000n],
  ["claude-haiku-5-5", {}, 801_200n],
  ["claude-opus-5-5", { server_tool_use: { web_search_requests: 2 } }, 48_048_000n],
])("%s with %o costs to the nano-dollar what the list says, as a message and as a stream", async (model, changes, charge) => {
  expect(await chargeOf(model, { ...USAGE, ...changes })).toBe(charge);
});

test.each([
  ["100,000 in", { input_tokens: 100_000, output_tokens: 1_000 }, 10_500_000n],
  ["one token more", { input_tokens: 100_001, output_tokens: 1_000 }, 52_500_500n],
  ["1 in and 100,000 read", { input_tokens: 1, cache_read_input_tokens: 100_000, output_tokens: 1_000 }, 7_500_500n],
  ["100,000 read alone", { input_tokens: 0, cache_read_input_tokens: 100_000, output_tokens: 0 }, 1_000_000n],
])("Haiku 5.5's step counts everything that the model read: %s", async (_, usage, charge) => {
  expect(await chargeOf("claude-haiku-5-5", usage)).toBe(charge);
});

test("what an adviser of another model used is paid at that model's price, and the receipt adds both up", async () => {
  const iterations = [
    { type: "compaction", input_tokens: 90_000, output_tokens: 1_200 },
    { type: "message", model: "claude-sonnet-4-6", input_tokens: 5, output_tokens: 50 },
    { type: "advisor_message", model: "claude-opus-5-5", input_tokens: 70, cache_read_input_tokens: 9, output_tokens: 8 },
    { type: "advisor_message", model: "claude-opus-5-5", input_tokens: 30, output_tokens: 2 },
  ];
  // Sonnet 4.6: 90,005 × $3 + 1,250 × $15 a million. Opus 5.5: 100 × $4 + 9 × $0.20 + 10 × $20.
  const own = 288_765_000n;
  const adviser = 601_800n;
  expect(await chargeOf("claude-sonnet-4-6", { input_tokens: 5, output_tokens: 50, iterations })).toBe(own + adviser);
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ input_tokens: 90_005, output_tokens: 1_250, is_estimated: false });
  const receipt = await readReceipt(customer.workspaceId, event?.id ?? "");
  expect(receipt).toMatchObject({
    isPricedByTokens: true,
    arithmetic: { priceNano: own },
    modelShares: [{ modelName: "Claude Opus 5.5" }],
  });
  expect(receiptJson(receipt)).toMatchObject({
    exact: "0.288765",
    other_models: [{ model: "claude-opus-5-5", exact: "0.0006018", priced: "0.0006018" }],
    charge: "0.2893668",
  });
  const { json } = await ask(`${relay.url}/api/v1/calls/${event?.id}`, { secret: customer.secret });
  expect(json).toMatchObject({
    charge: "0.2893668",
    receipt: { amount: "0.288765", other_models: [{ model: "claude-opus-5-5", price_version: 1, amount: "0.0006018" }] },
  });
  const { rows } = await postgres().query("SELECT upstream_cost_nano FROM usage_event WHERE id = $1", [event?.id]);
  expect(rows[0].upstream_cost_nano).toBeGreaterThan(own);
});

test("an answer that a fallback gave in the called model's place is paid at the fallback's price, once", async () => {
  const iterations = [
    { type: "message", model: "claude-fable-5-2", input_tokens: 400, output_tokens: 0 },
    { type: "fallback_message", model: "claude-opus-5-5", input_tokens: 400, output_tokens: 100 },
  ];
  expect(await chargeOf("claude-fable-5-2", { input_tokens: 400, output_tokens: 100, iterations })).toBe(3_600_000n);
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ input_tokens: 0, output_tokens: 0 });
  expect((await readReceipt(customer.workspaceId, event?.id ?? "")).isPricedByTokens).toBe(true);
});

const HAIKU = "claude-haiku-5-5";
const sampling = (input: number, output: number, more: object = {}) => ({
  type: "message",
  input_tokens: input,
  output_tokens: output,
  ...more,
});

test.each<[string, object[], bigint, number]>([
  // $0.10 and $0.50 a million below 100,000 tokens of prompt, five times that above it.
  ["two below it", [sampling(60_000, 100), sampling(70_000, 200)], 13_150_000n, 1],
  ["one below and one above it", [sampling(60_000, 100), sampling(130_000, 200)], 6_050_000n + 65_500_000n, 2],
  ["a compaction above it", [sampling(150_000, 1_000, { type: "compaction" }), sampling(20_000, 10)], 77_500_000n + 2_005_000n, 2],
  ["two that stay below it together", [sampling(30_000, 10), sampling(60_000, 10)], 9_010_000n, 0],
])("Haiku 5.5's step is decided for each sampling by itself: %s", async (_, iterations, charge, shares) => {
  const usage = { ...(iterations.at(-1) as object), type: undefined, iterations };
  expect(await chargeOf(HAIKU, usage)).toBe(charge);
  const [event] = await eventsOf(customer);
  const receipt = await readReceipt(customer.workspaceId, event?.id ?? "");
  expect(receipt).toMatchObject({ isPricedByTokens: true, isBrokenDown: shares > 0 });
  expect(receipt.modelShares).toHaveLength(shares);
  const { json } = await ask(`${relay.url}/api/v1/calls/${event?.id}`, { secret: customer.secret });
  const { amount, samplings = [] } = json.receipt as { amount: string; samplings?: { amount: string }[] };
  const told = [amount, ...samplings.map((each) => each.amount)].reduce((sum, each) => sum + BigInt(Math.round(Number(each) * 1e9)), 0n);
  expect(told).toBe(charge);
});

test("an adviser has no speed of the call's, and keeps the place of its inference", async () => {
  const iterations = [
    sampling(100, 10, { model: "claude-opus-5-5" }),
    sampling(1_000, 100, { type: "advisor_message", model: "claude-fable-5-2" }),
  ];
  const usage = { input_tokens: 100, output_tokens: 10, speed: "fast", inference_geo: "us", iterations };
  const fields = {
    speed: "fast",
    inference_geo: "us",
    tools: [{ type: "advisor_20260301", name: "advisor", model: "claude-fable-5-2", max_uses: 1, max_tokens: 100 }],
  };
  // Opus 5.5: (100 × $4 + 10 × $20) × 2 × 1.1. Fable 5.2: (1,000 × $8 + 100 × $40) × 1.1.
  expect(await chargeOf("claude-opus-5-5", usage, fields)).toBe(1_320_000n + 13_200_000n);
});

test("a named fallback that answers without samplings is paid at its own price", async () => {
  const message = { ...MESSAGE, model: "claude-haiku-4-5-20251001", usage: { input_tokens: 400, output_tokens: 100 } };
  upstream.play(answerJson(message));
  const body = { ...ASK, model: "claude-opus-5-5", fallbacks: [{ model: "claude-haiku-4-5-20251001" }] };
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body })).status).toBe(200);
  expect(await eventsOf(customer)).toMatchObject([{ charge_nano: 900_000n, is_estimated: false }]);
});

test("Mythos 5.2 in fast mode costs twice", async () => {
  expect(await chargeOf("claude-mythos-5-2", { input_tokens: 100, output_tokens: 10, speed: "fast" }, { speed: "fast" })).toBe(2_400_000n);
});

test.each([
  ["speed", "claude-fable-5-1", { speed: "fast" }],
  ["inference_geo", "claude-haiku-4-5", { inference_geo: "us" }],
])("what has no price on a model is refused beforehand: %s on %s", async (param, model, fields) => {
  upstream.seen.length = 0;
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, model, ...fields } });
  expect(got).toMatchObject({
    status: 400,
    json: { error: { message: expect.stringMatching(new RegExp(`^${param}: .*Nothing was charged`)) } },
  });
  expect(upstream.seen).toEqual([]);
  expect(await eventsOf(customer)).toEqual([]);
});

test("fallback_credit_token is refused: nobody could say what the call costs", async () => {
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: { ...ASK, fallback_credit_token: "x" } });
  expect(got).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining("fallback_credit_token") } } });
  expect(await eventsOf(customer)).toEqual([]);
});

test("a model under another of its names is itself, and one that the catalogue does not know is paid as the called one and flagged", async () => {
  const call = (model: string) => ({
    input_tokens: 1,
    output_tokens: 1,
    iterations: [{ type: "message", model, input_tokens: 10, output_tokens: 10 }],
  });
  expect(await chargeOf("claude-haiku-4-5", call("claude-haiku-4-5-20251001"))).toBe(60_000n);
  expect(await eventsOf(customer)).toMatchObject([{ input_tokens: 10, is_estimated: false }]);
  expect(await chargeOf("claude-haiku-4-5", call("claude-of-tomorrow"))).toBe(60_000n);
  expect(await eventsOf(customer)).toMatchObject([{ input_tokens: 10, is_estimated: true }]);
});

test.each([
  ["above the model's context", 1_000_001],
  ["that fills 32 bits", 2 ** 31],
  ["beyond all integers", 1e300],
  ["below zero", -1],
  ["with a fraction", 1.5],
  ["in words", "12"],
])("a count %s is not believed: the call is estimated, flagged, and no hold stays", async (_, absurd) => {
  const usage = {
    input_tokens: absurd,
    cache_read_input_tokens: absurd,
    output_tokens: absurd,
    server_tool_use: { web_search_requests: absurd },
  };
  upstream.play(answerJson({ ...MESSAGE, usage }));
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: ASK })).status).toBe(200);
  const [event, ...others] = await eventsOf(customer);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ outcome: "settled", is_estimated: true });
  expect(event?.charge_nano).toBeLessThan(event?.hold_nano as bigint);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
});

test.each([
  ["an answer of 990,000 tokens where 1,000 were asked for", { input_tokens: 12, output_tokens: 990_000 }],
  ["reads and writes that are two contexts together", { ...USAGE, cache_read_input_tokens: 900_000, cache_creation_input_tokens: 900_000 }],
])("%s is not believed either, though each figure alone is possible: charged within the hold, and flagged", async (_, usage) => {
  const charge = await chargeOf("claude-sonnet-4-6", usage);
  const [event] = await eventsOf(customer);
  expect(event).toMatchObject({ outcome: "settled", is_estimated: true });
  expect(charge).toBeLessThan(event?.hold_nano as bigint);
});

test("a hundred iterations are added up, and more are not believed", async () => {
  const iterations = (count: number) =>
    Array.from({ length: count }, () => ({ type: "message", input_tokens: 1_000_000, output_tokens: 0 }));
  expect(await chargeOf("claude-sonnet-4-6", { input_tokens: 1, output_tokens: 1, iterations: iterations(101) })).toBe(18_000n);
  upstream.play(answerJson({ ...MESSAGE, usage: { ...USAGE, iterations: iterations(100) } }));
  await ask(`${relay.url}/api/v1/messages`, {
    secret: customer.secret,
    body: { ...ASK, tools: [{ type: "web_search_20250305", name: "web_search" }] },
  });
  expect((await eventsOf(customer)).at(-1)).toMatchObject({ input_tokens: 100_000_000 });
});
