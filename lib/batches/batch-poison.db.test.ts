import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import {
  batchClient,
  batchedRequest,
  endBatchesUpstream,
  heldFor,
  holdBatches,
  startBatchRelay,
  storeAccount,
  workerRound,
} from "@/lib/batches/testing/batch-relay";
import { settleAgain } from "@/lib/failures/refused-calls";
import { listRefusedSettles } from "@/lib/ledger/end-refused";
import { sweepHolds } from "@/lib/ledger/sweep-holds";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";

let relay: TestRelay & { accountId: string };
let customer: Customer;
let results: (string | Buffer)[] = [];
let hostile: Server;
let hostileAccount: string;

beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
  hostile = createServer((request, response) => {
    // One of the relay's accounts. It accepts no batch.
    if (request.method === "POST") return response.writeHead(529).end();
    if (request.url?.endsWith("/running")) return response.end(JSON.stringify({ ...ENDED, processing_status: "in_progress" }));
    if (!request.url?.endsWith("/results")) return response.end(JSON.stringify(ENDED));
    for (const line of results) response.write(line);
    response.end();
  });
  await new Promise<void>((resolve) => hostile.listen(0, "127.0.0.1", resolve));
  hostileAccount = await storeAccount("hostile", `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`);
});
beforeEach(async () => {
  customer = await newCustomer();
});
afterEach(() => asOwner("ALTER TABLE usage_event DROP CONSTRAINT IF EXISTS wrong"));
afterAll(async () => {
  await relay.close();
  hostile.close();
});

const ENDED = {
  id: "msgbatch_hostile",
  type: "message_batch",
  processing_status: "ended",
  request_counts: { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 },
  created_at: new Date().toISOString(),
  expires_at: new Date().toISOString(),
  ended_at: new Date().toISOString(),
};
const outcomes = async (of = customer) => (await eventsOf(of)).map(({ outcome, reason }) => [outcome, reason]);
const create = (requests: ReturnType<typeof batchedRequest>[], of = customer) =>
  batchClient(relay.url, of).messages.batches.create({ requests });
const callIds = async ({ workspaceId }: Customer) => {
  const { rows } = await postgres().query<{ custom_id: string; call_id: string }>(
    "SELECT custom_id, call_id FROM message_batch_request WHERE workspace_id = $1",
    [workspaceId],
  );
  return Object.fromEntries(rows.map((row) => [row.custom_id, row.call_id]));
};

test("one result whose settle Postgres refuses waits for an admin: the batch ends, and the others are charged", async () => {
  await asOwner("ALTER TABLE usage_event ADD CONSTRAINT wrong CHECK (NOT (input_tokens = 777)) NOT VALID");
  const poison = `[[fault:usage ${JSON.stringify({ usage: { input_tokens: 777, output_tokens: 5 } })}]]`;
  const { id } = await create([batchedRequest("a"), batchedRequest("b", poison), batchedRequest("c")]);
  await endBatchesUpstream();
  await workerRound();
  const ended = await batchClient(relay.url, customer).messages.batches.retrieve(id);
  expect(ended).toMatchObject({ processing_status: "ended", request_counts: { succeeded: 3 } });
  expect(await outcomes()).toEqual([
    ["settled", null],
    ["settled", null],
  ]);
  const { b: callId = "" } = await callIds(customer);
  const refused = (await listRefusedSettles(1_000)).filter(({ workspaceId }) => workspaceId === customer.workspaceId);
  expect(refused).toMatchObject([{ callId, lastError: expect.stringContaining('"wrong"') }]);
  await asOwner("ALTER TABLE usage_event DROP CONSTRAINT wrong");
  expect(await settleAgain({ userId: newId(), ip: "192.0.2.7" }, { workspaceId: customer.workspaceId, callId })).toBe("done");
  expect((await outcomes()).map(([outcome]) => outcome)).toEqual(["settled", "settled", "settled"]);
  await sweepHolds();
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n });
  await expectBooksBalance(customer.workspaceId);
});

test("results of a hostile upstream charge only the calls of their batch, and each once", async () => {
  const other = await newCustomer();
  await create([batchedRequest("other")], other);
  await create([batchedRequest("a"), batchedRequest("b"), batchedRequest("c")]);
  const own = await callIds(customer);
  const { other: foreign = "" } = await callIds(other);
  const line = (id: string, usage: object) =>
    `${JSON.stringify({ custom_id: id, result: { type: "succeeded", message: { type: "message", content: [], usage } } })}\n`;
  results = [
    "no json\n\n\n[]\nnull\n{}\n",
    line(foreign, { input_tokens: 9, output_tokens: 9 }),
    line(newId(), { input_tokens: 9, output_tokens: 9 }),
    line("a", { input_tokens: 9, output_tokens: 9 }),
    line(own.a ?? "", { input_tokens: 12, output_tokens: 5 }),
    line(own.a ?? "", { input_tokens: 12, output_tokens: 50 }),
    `${JSON.stringify({ custom_id: own.a, result: { type: "errored" } })}\n`,
    line(own.b ?? "", { input_tokens: 1e300, output_tokens: -4, service_tier: ["batch"] }),
    Buffer.alloc(65 * 1024 * 1024, "x"),
    "\n",
  ];
  await postgres().query("UPDATE message_batch SET state = 'submitted', upstream_id = 'x', account_id = $2 WHERE workspace_id = $1", [
    customer.workspaceId,
    hostileAccount,
  ]);
  await workerRound();
  const events = (await eventsOf(customer)).map(({ outcome, reason, output_tokens }) => [outcome, reason, output_tokens]);
  expect(events).toEqual([
    ["settled", null, 5],
    ["settled", null, expect.any(Number)],
    ["released", "batch_result_missing", 0],
  ]);
  expect((await heldFor(customer.workspaceId)).holds).toBe(0);
  expect(await outcomes(other)).toEqual([]);
  expect((await heldFor(other.workspaceId)).holds).toBe(1);
  await expectBooksBalance(customer.workspaceId);
});

/** Copies of the customer's batch, for which an upstream gives this answer. With `of`, each belongs to another workspace. */
async function copied(times: number, { upstreamId, accountId, of }: { upstreamId: string; accountId: string; of?: "others" }) {
  await postgres().query(
    `INSERT INTO message_batch (workspace_id, id, key_id, account_id, account_name, lease_id, request_count, request_hash, state, upstream_id,
       created_at, expires_at, next_look_at)
     SELECT CASE WHEN $4 THEN gen_random_uuid() ELSE workspace_id END, gen_random_uuid(), key_id, $2, 'copy', lease_id, request_count,
       request_hash, state, $3, created_at, expires_at, next_look_at - interval '1 hour'
     FROM message_batch, generate_series(1, ${times}) WHERE workspace_id = $1 AND account_name <> 'copy'`,
    [customer.workspaceId, accountId, upstreamId, of === "others"],
  );
}
afterEach(() => postgres().query("DELETE FROM message_batch WHERE account_name = 'copy'"));

test("a workspace with hundreds of running batches does not delay another's", async () => {
  await create([batchedRequest("a")]);
  await copied(300, { upstreamId: "running", accountId: hostileAccount });
  const own = await newCustomer();
  const { id } = await create([batchedRequest("a")], own);
  await endBatchesUpstream();
  await workerRound();
  expect(await batchClient(relay.url, own).messages.batches.retrieve(id)).toMatchObject({ processing_status: "ended" });
});

test("batches whose check always fails do not delay the others of their account, round after round", async () => {
  const { id } = await create([batchedRequest("a")]);
  await asOwner("UPDATE message_batch SET created_at = now() - interval '3 hours' WHERE workspace_id = $1", [customer.workspaceId]);
  await copied(9, { upstreamId: "msgbatch_deleted", accountId: relay.accountId, of: "others" });
  await endBatchesUpstream();
  await workerRound(60_000);
  await workerRound(85_000);
  expect(await batchClient(relay.url, customer).messages.batches.retrieve(id)).toMatchObject({ processing_status: "ended" });
});
