import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { newId } from "@/lib/basics/ids";
import { nanoFromDollars } from "@/lib/basics/money";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  startBatchRelay,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { createKey } from "@/lib/keys/create-key";
import { setKey } from "@/lib/keys/testing/set-key";
import { placeBatchHolds } from "@/lib/ledger/batch-holds";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen } from "@/lib/upstreams/testing/claude-stand-in";

let relay: TestRelay;
beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
});
afterAll(() => relay.close());

const FIVE = 5_000_000_000n;

async function settledBatch(customer: Customer, requests: ReturnType<typeof batchedRequest>[]) {
  const created = await batchClient(relay.url, customer).messages.batches.create({ requests });
  const held = await heldFor(customer.workspaceId);
  await endBatchesUpstream();
  await workerRound();
  return { created, held };
}

/** Long enough for any model's cache, and different in each test. */
const marked = (ttl: "5m" | "1h") => [
  {
    type: "text" as const,
    text: `${randomUUID()} ${"A library of long texts. ".repeat(600)}`,
    cache_control: { type: "ephemeral" as const, ttl },
  },
];

test("half of what a call costs, to the nano-dollar: input, output, five-minute and one-hour writes, and reads", async () => {
  const customer = await newCustomer(FIVE);
  for (const ttl of ["5m", "1h"] as const) {
    const system = marked(ttl);
    // The second request reads the cache that the first has written.
    await settledBatch(customer, [batchedRequest("write", "One", { system })]);
    await settledBatch(customer, [batchedRequest("read", "Two", { system })]);
  }
  const { rows } = await postgres().query(
    `SELECT id, input_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cache_read_tokens, output_tokens, modifiers, price_nano, charge_nano,
       upstream_cost_nano, endpoint FROM usage_event WHERE workspace_id = $1 ORDER BY created_at, id`,
    [customer.workspaceId],
  );
  const [write5m, read5m, write1h, read1h] = rows;
  expect(write5m.cache_write_5m_tokens).toBeGreaterThan(1_000);
  expect(read5m.cache_read_tokens).toBe(write5m.cache_write_5m_tokens);
  expect(write1h.cache_write_1h_tokens).toBeGreaterThan(1_000);
  expect(read1h.cache_read_tokens).toBe(write1h.cache_write_1h_tokens);
  for (const row of rows) {
    const tokens = (name: string) => BigInt(row[`${name}_tokens`]);
    // Sonnet 4.6: $3 and $15 a million. In twentieths of nano-dollars, so that the price of a cache read is an integer.
    const twentieths =
      tokens("input") * 60_000n +
      tokens("cache_write_5m") * 75_000n +
      tokens("cache_write_1h") * 120_000n +
      tokens("cache_read") * 6_000n +
      tokens("output") * 300_000n;
    const half = (twentieths + 39n) / 40n;
    expect(row).toMatchObject({
      charge_nano: half,
      price_nano: half,
      upstream_cost_nano: half,
      modifiers: ["batch"],
      endpoint: "messages/batches",
    });
  }
  const receipt = await ask(`${relay.url}/api/v1/calls/${rows[0].id}`, { secret: customer.secret });
  expect(receipt.json).toMatchObject({ endpoint: "messages/batches", receipt: { factors: [{ modifier: "batch", factor_ppm: "500000" }] } });
  await expectBooksBalance(customer.workspaceId);
});

test("what is held is the most at half price, and a balance of exactly that is enough", async () => {
  const measuring = await newCustomer(FIVE);
  const requests = [batchedRequest("a", "Hello", { max_tokens: 1_000 }), batchedRequest("b", "Hello again", { max_tokens: 2_000 })];
  const { held } = await settledBatch(measuring, requests);
  const refused = await ask(`${relay.url}/api/v1/messages`, { secret: (await newCustomer(1n)).secret, body: requests[0]?.params });
  const wholePrice = nanoFromDollars((refused.json.error as { needed: string }).needed) ?? 0n;
  const own = await newCustomer((wholePrice + 1n) / 2n);
  await settledBatch(own, requests.slice(0, 1));
  expect((await eventsOf(own)).map(({ outcome, hold_nano }) => [outcome, hold_nano])).toEqual([["settled", (wholePrice + 1n) / 2n]]);
  const exact = await newCustomer(held.heldNano);
  await settledBatch(exact, requests);
  expect(await eventsOf(exact)).toHaveLength(2);
});

test("a balance that covers some of the requests covers none: nothing is held, nothing is sent, and the refusal has the sums", async () => {
  const measuring = await newCustomer(FIVE);
  const requests = [batchedRequest("a"), batchedRequest("b"), batchedRequest("c")];
  const { held } = await settledBatch(measuring, requests);
  const customer = await newCustomer(held.heldNano - 1n);
  const before = (await callsSeen()).length;
  const got = await ask(`${relay.url}/api/v1/messages/batches`, { secret: customer.secret, body: { requests } });
  expect(got.status).toBe(402);
  const { needed, available } = got.json.error as { needed: string; available: string };
  expect([nanoFromDollars(needed), nanoFromDollars(available)]).toEqual([held.heldNano, held.heldNano - 1n]);
  expect(await heldFor(customer.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  expect((await callsSeen()).length).toBe(before);
  const { rows } = await postgres().query("SELECT FROM message_batch WHERE workspace_id = $1", [customer.workspaceId]);
  expect(rows).toHaveLength(0);
});

test("a key's budget counts a batch while it runs and what it cost afterwards", async () => {
  const customer = await newCustomer(FIVE);
  const made = await createKey(SYSTEM_ACTOR, customer.workspaceId, { name: "Budget" });
  if (made.kind !== "created") throw new Error("the key was there already");
  await setKey(made.key.id, "budget_nano = 3000000, budget_period = 'day'");
  const client = batchClient(relay.url, made);
  await client.messages.batches.create({
    requests: [batchedRequest("a", "x", { max_tokens: 100 }), batchedRequest("b", "x", { max_tokens: 100 })],
  });
  await expect(client.messages.batches.create({ requests: [batchedRequest("c", "x", { max_tokens: 200 })] })).rejects.toMatchObject({
    status: 429,
    error: { error: { reason: "key_budget" } },
  });
  await endBatchesUpstream();
  await workerRound();
  await client.messages.batches.create({ requests: [batchedRequest("c", "x", { max_tokens: 200 })] });
});

test("a model without a batch price is refused in a batch, but the same request is served as a call", async () => {
  const customer = await newCustomer(FIVE);
  await postgres().query(
    `INSERT INTO price (model_id, kind, version, effective_from, input_pico, output_pico, input_ppm, cache_write_5m_ppm, cache_write_1h_ppm, cache_read_ppm, web_search_nano, published_at, note)
     SELECT model_id, kind, version + 1, now() - interval '1 second', input_pico, output_pico, input_ppm, cache_write_5m_ppm, cache_write_1h_ppm, cache_read_ppm, web_search_nano, now(), 'no batches'
     FROM price WHERE model_id = 'claude-haiku-4-5-20251001'`,
  );
  await relay.reloadPrices();
  const requests = [batchedRequest("a", "x", { model: "claude-haiku-4-5" })];
  const got = await ask(`${relay.url}/api/v1/messages/batches`, { secret: customer.secret, body: { requests } });
  expect([got.status, got.text]).toEqual([
    400,
    expect.stringContaining("requests.0.params.model: a batch of claude-haiku-4-5-20251001 has no price here"),
  ]);
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: requests[0]?.params })).status).toBe(200);
});

test("a request without a result is free", async () => {
  const customer = await newCustomer(FIVE);
  await batchClient(relay.url, customer).messages.batches.create({ requests: [batchedRequest("a"), batchedRequest("b")] });
  const callId = newId();
  await inTransaction(async (on) => {
    const { rows } = await on.query<{ leaseId: bigint; id: string }>(
      `SELECT lease_id AS "leaseId", id FROM message_batch WHERE workspace_id = $1`,
      [customer.workspaceId],
    );
    const [{ leaseId, id }] = rows as [{ leaseId: bigint; id: string }];
    const holds = [{ id: callId, modelId: "claude-sonnet-4-6", priceVersion: 1, amountNano: 5n }];
    await placeBatchHolds(on, { ...customer, leaseId, holds });
    await on.query(
      `INSERT INTO message_batch_request SELECT workspace_id, batch_id, $2, 'c', model_id, price_version, asked FROM message_batch_request
       WHERE workspace_id = $1 AND batch_id = $3 LIMIT 1`,
      [customer.workspaceId, callId, id],
    );
  });
  await endBatchesUpstream();
  await workerRound();
  expect((await eventsOf(customer)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ["settled", null],
    ["settled", null],
    ["released", "batch_result_missing"],
  ]);
  expect(await heldFor(customer.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  await expectBooksBalance(customer.workspaceId);
});

test.each([
  ["says nothing of its tier", { input_tokens: 12, output_tokens: 5, service_tier: null }, ["batch"]],
  ["bills by another tier", { input_tokens: 12, output_tokens: 5, service_tier: "standard" }, []],
])("a result that %s is charged by what holds then", async (_, usage, modifiers) => {
  const customer = await newCustomer(FIVE);
  await settledBatch(customer, [batchedRequest("a", `[[fault:usage ${JSON.stringify({ usage })}]]`)]);
  const { rows } = await postgres().query("SELECT modifiers, charge_nano FROM usage_event WHERE workspace_id = $1", [customer.workspaceId]);
  const whole = 12n * 3_000n + 5n * 15_000n;
  expect(rows).toEqual([{ modifiers, charge_nano: modifiers.length > 0 ? (whole + 1n) / 2n : whole }]);
});
