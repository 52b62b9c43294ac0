import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  resultsOf,
  startBatchRelay,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { revokeKey } from "@/lib/keys/revoke-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";
import { callsSeen, control } from "@/lib/upstreams/testing/claude-stand-in";

let relay: TestRelay;
let customer: Customer;

beforeAll(async () => {
  relay = await startBatchRelay();
  customer = await newCustomer();
  await holdBatches();
});
afterAll(() => relay.close());

const clientOf = (of: Pick<Customer, "secret">) => batchClient(relay.url, of);

test("a batch is created, polled and read by the official client as at Anthropic, and each result is settled before it has ended", async () => {
  const own = await newCustomer();
  const client = clientOf(own);
  const { batches } = client.messages;
  const created = await batches.create({ requests: [batchedRequest("one", "First"), batchedRequest("two", "Second")] });
  expect(created).toMatchObject({
    id: expect.stringMatching(/^msgbatch_[0-9a-f]{32}$/),
    type: "message_batch",
    processing_status: "in_progress",
    request_counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    results_url: null,
    ended_at: null,
    cancel_initiated_at: null,
    archived_at: null,
  });
  expect(Date.parse(created.expires_at) - Date.parse(created.created_at)).toBeGreaterThan(86_000_000);
  expect((await heldFor(own.workspaceId)).holds).toBe(2);
  expect(await workerRound()).toBeGreaterThan(0);
  expect(await batches.retrieve(created.id)).toMatchObject({ processing_status: "in_progress" });
  await endBatchesUpstream();
  // It has ended upstream, but callers see that only once all of it is settled.
  expect(await batches.retrieve(created.id)).toMatchObject({ processing_status: "in_progress", results_url: null });
  await expect(batches.results(created.id)).rejects.toThrow("results_url");
  expect((await ask(`${relay.url}/api/v1/messages/batches/${created.id}/results`, { secret: own.secret })).status).toBe(404);
  await workerRound();
  const ended = await batches.retrieve(created.id);
  expect(ended).toMatchObject({ processing_status: "ended", request_counts: { processing: 0, succeeded: 2 } });
  expect(ended.results_url).toBe(`http://localhost:3000/api/v1/messages/batches/${created.id}/results`);
  const results = await resultsOf(client, created.id);
  expect(results.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
    ["one", "succeeded"],
    ["two", "succeeded"],
  ]);
  expect(results[0]?.result).toMatchObject({ message: { type: "message", usage: { service_tier: "batch" } } });
  const events = await eventsOf(own);
  expect(events.map(({ outcome, http_status }) => [outcome, http_status])).toEqual([
    ["settled", 200],
    ["settled", 200],
  ]);
  expect(await readWallet(own.workspaceId)).toMatchObject({ heldNano: 0n });
  await expectBooksBalance(own.workspaceId);
});

test("many batches that end at once are settled beside each other, each by its own results", async () => {
  const owners = await Promise.all(Array.from({ length: 6 }, () => newCustomer()));
  const made = await Promise.all(
    owners.map((owner, n) => {
      const requests = Array.from({ length: 150 }, (_, i) => batchedRequest(`r${i}`, `[[answer-tokens:${n + 1}]]`));
      return clientOf(owner).messages.batches.create({ requests });
    }),
  );
  await endBatchesUpstream();
  await workerRound();
  for (const [n, owner] of owners.entries()) {
    expect(await clientOf(owner).messages.batches.retrieve(made[n]?.id ?? "")).toMatchObject({ request_counts: { succeeded: 150 } });
    const events = await eventsOf(owner);
    expect([events.length, new Set(events.map(({ output_tokens }) => output_tokens))]).toEqual([150, new Set([n + 1])]);
    await expectBooksBalance(owner.workspaceId);
  }
});

test("the caller's own bytes go upstream, but not the caller's names and key", async () => {
  const params =
    '{"model":"claude-sonnet-4-6" , "max_tokens": 5.0e0,"messages":[{"role":"user","content":"caf\\u00e9 \\"x\\""}],"metadata":{"user_id":"1.0"}}';
  const body = `{ "requests" : [ {"params":${params}, "custom_id":"private-name"} ] }`;
  const got = await ask(`${relay.url}/api/v1/messages/batches`, { secret: customer.secret, body, headers: { "anthropic-beta": "b-1" } });
  expect(got.status, got.text).toBe(200);
  const sent = (await callsSeen()).filter(({ path }) => path === "/v1/messages/batches").at(-1);
  expect(sent?.body).toContain(`"params":${params}}`);
  expect(sent?.body).not.toContain("private-name");
  expect(JSON.stringify(sent?.headers)).not.toContain(customer.secret);
  expect(sent?.headers).toMatchObject({ "anthropic-beta": "b-1", "x-api-key": "sk-first-party" });
});

test("what fails, is cancelled or expires is free, with the reason on its receipt", async () => {
  const own = await newCustomer();
  const client = clientOf(own);
  const mixed = await client.messages.batches.create({
    requests: [
      batchedRequest("good"),
      batchedRequest("bad", "x", { temperature: 7 }),
      batchedRequest("full", "[[fault:overloaded]]"),
      batchedRequest("account", "[[fault:billing]]"),
    ],
  });
  await endBatchesUpstream();
  await workerRound();
  expect(await client.messages.batches.retrieve(mixed.id)).toMatchObject({ request_counts: { succeeded: 1, errored: 3 } });
  const results = await resultsOf(client, mixed.id);
  expect(results.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
    ["account", "errored"],
    ["bad", "errored"],
    ["full", "errored"],
    ["good", "succeeded"],
  ]);
  expect(results[1]?.result).toMatchObject({ error: { type: "error", error: { type: "invalid_request_error" } } });
  // The caller must not see what is wrong with the operator's account.
  expect(results[0]?.result).toMatchObject({ error: { error: { type: "api_error" } } });
  expect(JSON.stringify(results)).not.toMatch(/payment|billing/i);
  const cancelled = await client.messages.batches.create({ requests: [batchedRequest("late")] });
  expect(await client.messages.batches.cancel(cancelled.id)).toMatchObject({
    processing_status: "canceling",
    cancel_initiated_at: expect.any(String),
  });
  await workerRound();
  expect(await client.messages.batches.retrieve(cancelled.id)).toMatchObject({
    processing_status: "ended",
    request_counts: { canceled: 1 },
  });
  await expect(client.messages.batches.cancel(cancelled.id)).rejects.toMatchObject({ status: 400 });
  const expired = await client.messages.batches.create({ requests: [batchedRequest("later")] });
  await endBatchesUpstream({ expired: true });
  await workerRound();
  expect((await resultsOf(client, expired.id)).map(({ result }) => result)).toEqual([{ type: "expired" }]);
  const events = await eventsOf(own);
  expect(events.map(({ outcome, reason, http_status, charge_nano }) => [outcome, reason, http_status, charge_nano > 0n])).toEqual([
    ["settled", null, 200, true],
    ["released", "batch_errored", 400, false],
    ["released", "batch_errored", 529, false],
    ["released", "batch_errored", 402, false],
    ["released", "batch_canceled", 0, false],
    ["released", "batch_expired", 0, false],
  ]);
  await expectBooksBalance(own.workspaceId);
});

test("a batch belongs to its workspace: another workspace finds it neither by its id nor by the upstream's", async () => {
  const { batches } = clientOf(customer).messages;
  const { id } = await batches.create({ requests: [batchedRequest("mine")] });
  const { rows } = await postgres().query<{ upstreamId: string }>(
    `SELECT upstream_id AS "upstreamId" FROM message_batch WHERE upstream_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  const stranger = clientOf(await newCustomer()).messages.batches;
  for (const name of [id, rows[0]?.upstreamId ?? "", "msgbatch_none", "x", "%2e%2e"]) {
    await expect(stranger.retrieve(name)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.cancel(name)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.delete(name)).rejects.toMatchObject({ status: 404 });
    const results = await ask(`${relay.url}/api/v1/messages/batches/${name}/results`, { secret: customer.secret });
    expect(results.status).toBe(404);
  }
  await expect(batches.retrieve(rows[0]?.upstreamId ?? "")).rejects.toMatchObject({ status: 404 });
  expect((await stranger.list()).data).toEqual([]);
  expect(await batches.retrieve(id)).toMatchObject({ id });
});

test("the list goes by pages in both directions, the newest first", async () => {
  const own = await newCustomer();
  const { batches } = clientOf(own).messages;
  const ids: string[] = [];
  for (const n of [1, 2, 3, 4, 5]) ids.unshift((await batches.create({ requests: [batchedRequest(`n${n}`)] })).id);
  const all = [];
  for await (const batch of batches.list({ limit: 2 })) all.push(batch.id);
  expect(all).toEqual(ids);
  const second = await batches.list({ limit: 2, after_id: ids[1] as string });
  expect([second.data.map(({ id }) => id), second.has_more, second.first_id, second.last_id]).toEqual([
    ids.slice(2, 4),
    true,
    ids[2],
    ids[3],
  ]);
  const before = await batches.list({ limit: 2, before_id: ids[3] as string });
  expect([before.data.map(({ id }) => id), before.has_more]).toEqual([ids.slice(1, 3), true]);
  await expect(batches.list({ after_id: "msgbatch_none" })).rejects.toMatchObject({ status: 404 });
  await expect(batches.list({ limit: 0 })).rejects.toMatchObject({ status: 400 });
});

test("a batch is deleted once it has ended, here and upstream, and its receipts stay", async () => {
  const own = await newCustomer();
  const { batches } = clientOf(own).messages;
  const { id } = await batches.create({ requests: [batchedRequest("gone")] });
  await expect(batches.delete(id)).rejects.toMatchObject({ status: 400 });
  await endBatchesUpstream();
  await workerRound();
  expect(await batches.delete(id)).toEqual({ id, type: "message_batch_deleted" });
  await expect(batches.retrieve(id)).rejects.toMatchObject({ status: 404 });
  expect((await callsSeen()).filter(({ path }) => path.startsWith("/v1/messages/batches/msgbatch_")).length).toBeGreaterThan(0);
  expect(await eventsOf(own)).toHaveLength(1);
});

test("a key may be given up while its batch runs: another key of the workspace reads it, and it is settled", async () => {
  const own = await newCustomer();
  const { createKey } = await import("@/lib/keys/create-key");
  const { id } = await clientOf(own).messages.batches.create({ requests: [batchedRequest("orphan")] });
  await revokeKey(SYSTEM_ACTOR, own.workspaceId, own.keyId);
  await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [own.workspaceId]);
  const other = await createKey(SYSTEM_ACTOR, own.workspaceId, { name: "Other" });
  if (other.kind !== "created") throw new Error("the key was there already");
  await endBatchesUpstream();
  await workerRound();
  expect(await clientOf(other).messages.batches.retrieve(id)).toMatchObject({ processing_status: "ended" });
  expect((await eventsOf(own)).map(({ outcome }) => outcome)).toEqual(["settled"]);
  await expect(clientOf(other).messages.batches.create({ requests: [batchedRequest("frozen")] })).rejects.toMatchObject({ status: 402 });
});

test("no question and no answer is stored", async () => {
  const own = await newCustomer();
  const { batches } = clientOf(own).messages;
  await batches.create({ requests: [batchedRequest("canary", "a canary of many feathers")] });
  await endBatchesUpstream();
  await workerRound();
  const { rows } = await postgres().query<{ text: string }>(
    "SELECT row_to_json(b)::text AS text FROM message_batch b UNION ALL SELECT row_to_json(r)::text FROM message_batch_request r",
  );
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.map(({ text }) => text).join()).not.toContain("feathers");
  await control("DELETE", "calls");
});
