import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { batchedRequest, endBatchesUpstream, holdBatches, startBatchRelay, workerRound } from "@/lib/batches/testing/batch-relay";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { createKey } from "@/lib/keys/create-key";
import { setKey } from "@/lib/keys/testing/set-key";
import document from "@/lib/openapi/openapi.json";
import { expectDocumented, seen } from "@/lib/openapi/testing/documented";
import { postgres } from "@/lib/platform/postgres";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { type Customer, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { fault } from "@/lib/upstreams/testing/claude-stand-in";

let relay: TestRelay;
let customer: Customer;
let management: string;

beforeAll(async () => {
  relay = await startBatchRelay();
  await holdBatches();
  customer = await newCustomer();
  const made = await createManagementKey({ userId: randomUUID() }, customer.workspaceId, { name: "Docs", submissionKey: randomUUID() });
  management = made.kind === "created" ? made.secret : "";
});
afterAll(() => relay.close());

type Sent = { secret?: string; body?: unknown; headers?: Record<string, string>; at?: string };

async function documented(operation: string, status: number, { secret = customer.secret, at, ...sent }: Sent = {}): Promise<Got> {
  const [method = "", path = ""] = operation.split(" ");
  const got = await ask(`${relay.url}/api/v1${at ?? path}`, { secret, method, ...sent });
  expect(got.status, got.text.slice(0, 300)).toBe(status);
  expectDocumented(operation, got);
  return got;
}

const body = { requests: [batchedRequest("first")] };

test("batches are submitted, listed, read, cancelled and deleted as the document says", async () => {
  const create = "POST /messages/batches";
  const headers = { "idempotency-key": "nightly" };
  const { json } = await documented(create, 200, { body, headers });
  await documented(create, 200, { body, headers });
  await documented(create, 409, { body: { requests: [batchedRequest("other")] }, headers });
  await documented(create, 400, { body: { requests: [] } });
  await documented(create, 404, { body: { requests: [batchedRequest("a", "x", { model: "gpt-5" })] } });
  await documented(create, 401, { body, secret: "sk-relais-x" });
  await documented(create, 403, { body, secret: management });
  await documented(create, 402, { body, secret: (await newCustomer(1_000n)).secret });
  for (const [name, status] of [
    ["rate-limit", 429],
    ["overloaded", 529],
  ] as const) {
    await fault(name, { endpoint: "batches" });
    await documented(create, status, { body });
  }
  await documented("GET /messages/batches", 200);
  await documented("GET /messages/batches", 400, { at: "/messages/batches?limit=0" });
  await documented("GET /messages/batches", 404, { at: "/messages/batches?after_id=none" });
  const one = `/messages/batches/${json.id}`;
  await documented("GET /messages/batches/{id}", 200, { at: one });
  await documented("DELETE /messages/batches/{id}", 400, { at: one });
  await documented("GET /messages/batches/{id}/results", 404, { at: `${one}/results` });
  await documented("POST /messages/batches/{id}/cancel", 200, { at: `${one}/cancel` });
  await endBatchesUpstream();
  await workerRound();
  await documented("POST /messages/batches/{id}/cancel", 400, { at: `${one}/cancel` });
  await documented("GET /messages/batches/{id}/results", 200, { at: `${one}/results` });
  await documented("DELETE /messages/batches/{id}", 200, { at: one });
  await documented("DELETE /messages/batches/{id}", 404, { at: one });
});

test("what is unknown yet, unreachable, or requested too often", async () => {
  await fault("reset", { endpoint: "batches" });
  const unknown = await documented("POST /messages/batches", 200, { body });
  await documented("POST /messages/batches/{id}/cancel", 409, { at: `/messages/batches/${unknown.json.id}/cancel` });
  const running = await documented("POST /messages/batches", 200, { body });
  await postgres().query("UPDATE message_batch SET account_id = 'gone' WHERE workspace_id = $1 AND state = 'submitted'", [
    customer.workspaceId,
  ]);
  await documented("POST /messages/batches/{id}/cancel", 529, { at: `/messages/batches/${running.json.id}/cancel` });
  await postgres().query("UPDATE message_batch SET state = 'ended' WHERE workspace_id = $1 AND state = 'submitted'", [
    customer.workspaceId,
  ]);
  await documented("DELETE /messages/batches/{id}", 529, { at: `/messages/batches/${running.json.id}` });
  const results = { at: `/messages/batches/${running.json.id}/results` };
  await documented("GET /messages/batches/{id}/results", 529, results);
  const slow = await createKey(SYSTEM_ACTOR, customer.workspaceId, { name: "Slow" });
  if (slow.kind !== "created") throw new Error("the key was there already");
  await setKey(slow.key.id, "requests_per_minute = 1");
  await documented("GET /messages/batches/{id}/results", 529, { ...results, secret: slow.secret });
  await documented("GET /messages/batches/{id}/results", 429, { ...results, secret: slow.secret });
});

test("every operation is for an ordinary key, and names what is not there", async () => {
  for (const operation of [
    "GET /messages/batches",
    "GET /messages/batches/{id}",
    "DELETE /messages/batches/{id}",
    "POST /messages/batches/{id}/cancel",
    "GET /messages/batches/{id}/results",
  ]) {
    const at = operation.split(" ")[1]?.replace("{id}", "msgbatch_none") ?? "";
    await documented(operation, 401, { at, secret: "" });
    await documented(operation, 403, { at, secret: management });
    if (at.includes("none")) await documented(operation, 404, { at });
  }
});

test("every answer of the document to a batch was really seen in this file", () => {
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  const reachable = told.filter((each) => each.includes("/messages/batches") && !/ (405|413|500)$/.test(each));
  expect(reachable.filter((each) => !seen.has(each))).toEqual([]);
});
