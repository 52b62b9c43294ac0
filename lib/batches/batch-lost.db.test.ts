import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  resultsOf,
  startBatchRelay,
  storeAccount,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";
import { callsSeen, control, fault } from "@/lib/upstreams/testing/claude-stand-in";
import { startFrontDoor } from "@/server/testing/front-door-process";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A separate process is started, and the machine may be busy. */
const SLOW_MS = 180_000;

let relay: TestRelay & { accountId: string };
let customer: Customer;

beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
});
beforeEach(async () => {
  customer = await newCustomer();
});
afterEach(() => control("DELETE", "faults"));
afterAll(() => relay.close());

const submissions = async () => (await callsSeen()).filter(({ path }) => path === "/v1/messages/batches").length;
const retried = { "x-stainless-retry-count": "1" };
const create = (requests: object[], headers: Record<string, string> = {}, secret = customer.secret) =>
  ask(`${relay.url}/api/v1/messages/batches`, { secret, body: { requests }, headers });
const outcomes = async () => (await eventsOf(customer)).map(({ outcome, reason }) => [outcome, reason]);

test(
  "a front door is killed before the upstream's answer is noted: the client's retry finds its batch, and the worker finds it upstream",
  async () => {
    const door = await startFrontDoor({});
    await fault("slow-first-byte", { endpoint: "batches", ms: 120_000 });
    const before = await submissions();
    const requests = [batchedRequest("a"), batchedRequest("b")];
    const lost = ask(`${door.url}/api/v1/messages/batches`, { secret: customer.secret, body: { requests } }).catch(() => null);
    await expect.poll(submissions).toBe(before + 1);
    await door.close();
    expect(await lost).toBeNull();
    const again = await create(requests, retried);
    expect([again.status, again.headers.get("x-relais-idempotent-replay"), again.json.processing_status]).toEqual([
      200,
      "true",
      "in_progress",
    ]);
    expect((await create(requests, {}, (await newCustomer()).secret)).json.id).not.toBe(again.json.id);
    const { batches } = batchClient(relay.url, customer).messages;
    expect((await batches.list()).data).toHaveLength(1);
    await expect(batches.cancel(`${again.json.id}`)).rejects.toMatchObject({ status: 409 });
    // Neither the sweeper nor a check while the batch runs upstream ends its holds.
    await sweepHolds();
    await workerRound(20 * MINUTE_MS);
    expect((await heldFor(customer.workspaceId)).holds).toBe(2);
    await endBatchesUpstream();
    await workerRound(40 * MINUTE_MS);
    expect(await batches.retrieve(`${again.json.id}`)).toMatchObject({ processing_status: "ended", request_counts: { succeeded: 2 } });
    expect((await resultsOf(batchClient(relay.url, customer), `${again.json.id}`)).map(({ custom_id }) => custom_id)).toEqual(["a", "b"]);
    expect(await outcomes()).toEqual([
      ["settled", null],
      ["settled", null],
    ]);
    expect(await submissions()).toBe(before + 2);
    await expectBooksBalance(customer.workspaceId);
  },
  SLOW_MS,
);

test("an answer that is lost on its way makes no second batch, and is found", async () => {
  await fault("reset", { endpoint: "batches" });
  const before = await submissions();
  const got = await create([batchedRequest("a")]);
  expect([got.status, got.json.processing_status]).toEqual([200, "in_progress"]);
  await endBatchesUpstream();
  await workerRound(6 * MINUTE_MS);
  expect(await outcomes()).toEqual([["settled", null]]);
  expect(await submissions()).toBe(before + 1);
});

test("a batch that the upstream never took gives everything back within minutes, and each of its results says so", async () => {
  await fault("server-error", { endpoint: "batches" });
  const { json } = await create([batchedRequest("a"), batchedRequest("b")]);
  await workerRound(6 * MINUTE_MS);
  expect((await heldFor(customer.workspaceId)).holds).toBe(2);
  await workerRound(16 * MINUTE_MS);
  const client = batchClient(relay.url, customer);
  expect(await client.messages.batches.retrieve(`${json.id}`)).toMatchObject({
    processing_status: "ended",
    request_counts: { errored: 2 },
  });
  const results = await resultsOf(client, `${json.id}`);
  expect(results.map(({ custom_id, result }) => [custom_id, result.type])).toEqual([
    ["a", "errored"],
    ["b", "errored"],
  ]);
  expect(await outcomes()).toEqual([
    ["released", "batch_lost"],
    ["released", "batch_lost"],
  ]);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n });
  await client.messages.batches.delete(`${json.id}`);
});

test.each([
  ["rate-limit", 429, "rate_limited"],
  ["overloaded", 529, "upstream_unavailable"],
  ["billing", 529, "upstream_unavailable"],
])("an upstream that turns a batch away (%s) leaves nothing held and no batch", async (name, status, reason) => {
  await fault(name, { endpoint: "batches" });
  const got = await create([batchedRequest("a")]);
  expect(got.status, got.text).toBe(status);
  expect(await heldFor(customer.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  expect((await batchClient(relay.url, customer).messages.batches.list()).data).toEqual([]);
  expect(await outcomes()).toEqual([["released", reason]]);
});

test("a client's own retry that comes while the first is still being written makes no second batch", async () => {
  const before = await submissions();
  const locking = await postgres().connect();
  await locking.query("BEGIN");
  await locking.query("SELECT lock_wallet($1)", [customer.workspaceId]);
  const waiting = "SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()";
  const first = create([batchedRequest("a")]);
  await expect.poll(async () => (await asOwner(waiting)).rowCount).toBe(1);
  const second = create([batchedRequest("a")], retried);
  await expect.poll(async () => (await asOwner(waiting)).rowCount).toBe(2);
  await locking.query("ROLLBACK");
  locking.release();
  expect([(await second).json.id, (await second).headers.get("x-relais-idempotent-replay")]).toEqual([(await first).json.id, "true"]);
  expect(await submissions()).toBe(before + 1);
});

test("under one Idempotency-Key there is one batch, whatever is sent with it", async () => {
  const headers = { "idempotency-key": `nightly ${customer.workspaceId}` };
  const before = await submissions();
  const first = await create([batchedRequest("a")], headers);
  const repeat = await create([batchedRequest("a")], headers);
  expect([repeat.json.id, repeat.headers.get("x-relais-idempotent-replay")]).toEqual([first.json.id, "true"]);
  expect((await create([batchedRequest("b")], headers)).status).toBe(409);
  // Without a key the same body makes another batch, unless the client marks it as a retry.
  expect((await create([batchedRequest("a")])).json.id).not.toBe(first.json.id);
  expect(await submissions()).toBe(before + 2);
});

test(
  "a worker that is killed between two settles leaves a batch that the next one ends, each request charged once",
  async () => {
    // Batches of earlier tests must not consume the fault.
    await endBatchesUpstream();
    await workerRound(HOUR_MS);
    const requests = Array.from({ length: 450 }, (_, n) => batchedRequest(`n${n}`, "x", { max_tokens: 20 }));
    const { json } = await create(requests);
    await endBatchesUpstream();
    await fault("hang", { endpoint: "results", afterEvent: 3 });
    const child = spawn(
      process.execPath,
      ["--conditions=react-server", "--import", "tsx", "lib/batches/testing/checking-process.ts", `${MINUTE_MS}`],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    await expect.poll(async () => (await eventsOf(customer)).length, { timeout: 90_000 }).toBe(200);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await batchClient(relay.url, customer).messages.batches.retrieve(`${json.id}`)).toMatchObject({
      processing_status: "in_progress",
    });
    await workerRound(10 * MINUTE_MS);
    expect(await batchClient(relay.url, customer).messages.batches.retrieve(`${json.id}`)).toMatchObject({ processing_status: "ended" });
    const events = await eventsOf(customer);
    expect([events.length, new Set(events.map(({ id }) => id)).size, (await heldFor(customer.workspaceId)).holds]).toEqual([450, 450, 0]);
    await expectBooksBalance(customer.workspaceId);
  },
  SLOW_MS,
);

test("results that break off are read again, and two workers at one batch charge it once", async () => {
  const { json } = await create(Array.from({ length: 250 }, (_, n) => batchedRequest(`n${n}`)));
  await endBatchesUpstream();
  await fault("cut", { endpoint: "results", afterByte: 90_000 });
  await workerRound();
  expect(await batchClient(relay.url, customer).messages.batches.retrieve(`${json.id}`)).toMatchObject({
    processing_status: "in_progress",
  });
  const due = () => postgres().query("UPDATE message_batch SET next_look_at = now() WHERE workspace_id = $1", [customer.workspaceId]);
  await due();
  const first = workerRound();
  // The second worker starts while the first is busy.
  await expect.poll(async () => (await due()).rowCount).toBe(1);
  await Promise.all([first, workerRound()]);
  expect((await eventsOf(customer)).length).toBe(250);
  await expectBooksBalance(customer.workspaceId);
});

test("holds of a batch live longer than those of any call, but not longer than their own lease", async () => {
  await create([batchedRequest("a")]);
  await asOwner("UPDATE hold SET created_at = now() - interval '20 hours' WHERE workspace_id = $1", [customer.workspaceId]);
  await sweepHolds();
  expect((await heldFor(customer.workspaceId)).holds).toBe(1);
  await asOwner("UPDATE worker_lease SET expires_at = now() WHERE id = (SELECT lease_id FROM message_batch WHERE workspace_id = $1)", [
    customer.workspaceId,
  ]);
  await sweepHolds();
  expect(await outcomes()).toEqual([["expired", "process_lost"]]);
});

test("a batch is given up after three days if its account is gone, and after its day if the account does not know it", async () => {
  const { json } = await create([batchedRequest("a")]);
  const other = await storeAccount("short-lived");
  await postgres().query("UPDATE message_batch SET account_id = $2 WHERE workspace_id = $1", [customer.workspaceId, other]);
  // The other account has no such batch.
  await workerRound(20 * HOUR_MS);
  expect((await heldFor(customer.workspaceId)).holds).toBe(1);
  await workerRound(27 * HOUR_MS);
  expect(await outcomes()).toEqual([["released", "batch_lost"]]);
  expect(await batchClient(relay.url, customer).messages.batches.retrieve(`${json.id}`)).toMatchObject({ request_counts: { errored: 1 } });
  const gone = await newCustomer();
  expect((await create([batchedRequest("a")], {}, gone.secret)).status).toBe(200);
  await postgres().query("UPDATE message_batch SET account_id = '01930000-0000-7000-8000-00000000dead' WHERE workspace_id = $1", [
    gone.workspaceId,
  ]);
  await postgres().query("DELETE FROM upstream_account WHERE id = $1", [other]);
  await workerRound(71 * HOUR_MS);
  expect((await heldFor(gone.workspaceId)).holds).toBe(1);
  await workerRound(73 * HOUR_MS);
  expect((await heldFor(gone.workspaceId)).holds).toBe(0);
});
