import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectAuditRow } from "@/lib/audit/testing/audit-rows";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import { postgres } from "@/lib/platform/postgres";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, MODEL } from "@/lib/relay/testing/golden";
import { answerJson, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { PROMPTLY } from "@/lib/testing/promptly";

let upstream: ScriptedUpstream;
let relay: TestRelay;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  relay = await startTestRelay(upstream.url);
  upstream.play(answerJson(MESSAGE));
});
afterAll(async () => {
  await relay.close();
  await upstream.close();
});

/** A workspace with a balance, an ordinary key and a management key. */
async function newOwner() {
  const customer = await newCustomer();
  const made = await createManagementKey({ userId: randomUUID() }, customer.workspaceId, { name: "Deploy", submissionKey: randomUUID() });
  if (made.kind !== "created") throw new Error("no management key");
  const keys = (method: string, path = "", body?: unknown, headers: Record<string, string> = {}): Promise<Got> =>
    ask(`${relay.url}/api/v1/keys${path}`, { secret: made.secret, method, body, headers });
  const call = (secret: unknown) => ask(`${relay.url}/api/v1/messages`, { secret: String(secret), body: ASK }).then(({ status }) => status);
  return { ...customer, management: made.secret, managementKeyId: made.id, keys, call };
}

const LIMITS = {
  budget: { limit: "12.5", period: "week" },
  requests_per_minute: 60,
  tokens_per_minute: 9_000,
  models: [MODEL],
  addresses: ["127.0.0.0/8", "::1"],
  expires_at: "2099-01-01T00:00:00.000Z",
};

test("a key made by API calls at once, within the limits it was made with, and its secret is shown only then", async () => {
  const { keys, call, workspaceId, managementKeyId } = await newOwner();
  const { status, json } = await keys("POST", "", { name: " CI ", limits: LIMITS });
  expect(status).toBe(201);
  const { secret, ...key } = json;
  expect(key).toMatchObject({
    object: "key",
    name: "CI",
    status: "live",
    last_used_at: null,
    revoked_at: null,
    limits: LIMITS,
    retiring_secrets: [],
  });
  expect(secret).toMatch(/^sk-relais-[0-9A-Za-z]{38}$/);
  expect(await call(secret)).toBe(200);
  const read = await keys("GET", `/${key.id}`);
  expect(read.json).toEqual({ ...key, last_used_at: read.json.last_used_at });
  expect(read.text + (await keys("GET")).text).not.toContain(String(secret));
  const after = { name: "CI", budget: "12.5 a week", managementKey: managementKeyId };
  await expectAuditRow({ action: "key.create", target: `key:${key.id}`, workspaceId, actorUserId: null, after });
  const { rows } = await postgres().query("SELECT * FROM audit_entry WHERE workspace_id = $1", [workspaceId]);
  expect(JSON.stringify(rows)).not.toContain(String(secret).slice(14, -4));
});

test("what a change does not name stays, null takes a limit away, and it holds within a second", async () => {
  const { keys, call } = await newOwner();
  const made = (await keys("POST", "", { name: "CI", limits: LIMITS })).json;
  const changed = (await keys("PATCH", `/${made.id}`, { limits: { tokens_per_minute: null, budget: null } })).json;
  expect(changed).toMatchObject({ name: "CI", limits: { ...LIMITS, tokens_per_minute: null, budget: null } });
  expect((await keys("PATCH", `/${made.id}`, { name: "Other" })).json).toEqual({ ...changed, name: "Other" });
  expect(await call(made.secret)).toBe(200);
  await keys("PATCH", `/${made.id}`, { limits: { addresses: ["192.0.2.1"] } });
  await vi.waitFor(async () => expect(await call(made.secret)).toBe(403), PROMPTLY);
});

test("a revoked key is refused within a second and stays revoked at its first time; nothing of it changes any more", async () => {
  const { keys, call, workspaceId } = await newOwner();
  const made = (await keys("POST", "", { name: "CI" })).json;
  expect(await call(made.secret)).toBe(200);
  const [first, second] = [await keys("DELETE", `/${made.id}`), await keys("DELETE", `/${made.id}`)];
  expect(first.json).toMatchObject({ status: "revoked", revoked_at: expect.any(String) });
  expect(second.json).toEqual({ ...first.json, last_used_at: second.json.last_used_at });
  await vi.waitFor(async () => expect(await call(made.secret)).toBe(401), PROMPTLY);
  expect((await keys("PATCH", `/${made.id}`, { name: "Back" })).status).toBe(409);
  expect((await keys("POST", `/${made.id}/rotate`, { grace_seconds: 0 })).status).toBe(409);
  const { rows } = await postgres().query("SELECT FROM audit_entry WHERE workspace_id = $1 AND action = 'key.revoke'", [workspaceId]);
  expect(rows).toHaveLength(1);
});

test("keys are listed newest first, page by page, each of them once", async () => {
  const { keys, keyId } = await newOwner();
  const made: unknown[] = [keyId];
  for (let n = 0; n < 4; n += 1) made.push((await keys("POST", "", { name: `Key ${n}` })).json.id);
  const listed: unknown[] = [];
  for (let cursor: unknown = ""; cursor !== null; ) {
    const { json } = await keys("GET", `?limit=2${cursor && `&cursor=${cursor}`}`);
    listed.push(...(json.data as { id: string }[]).map(({ id }) => id));
    cursor = json.next_cursor;
  }
  expect(listed).toEqual(made.reverse());
  for (const query of ["limit=0", "limit=101", "cursor=x"]) expect((await keys("GET", `?${query}`)).status).toBe(400);
});

test("one Idempotency-Key makes one key, however many times it is sent at once", async () => {
  const { keys } = await newOwner();
  const sent = await Promise.all(Array.from({ length: 4 }, () => keys("POST", "", { name: "Once" }, { "idempotency-key": "deploy-7" })));
  const [made, ...repeats] = sent.toSorted((a, b) => a.status - b.status);
  expect(repeats.map(({ status, json }) => [status, json.error?.key_id])).toEqual(Array(3).fill([409, made?.json.id]));
  expect((await keys("GET")).json.data).toHaveLength(2);
});

test("a management key relays nothing and reads nothing, an ordinary key manages nothing, under either header", async () => {
  const { secret, management, keyId } = await newOwner();
  const send = async (path: string, header: (secret: string) => Record<string, string>, key: string, body?: unknown) =>
    (await ask(relay.url + path, { headers: header(key), body })).status;
  upstream.play(answerJson(MESSAGE));
  for (const header of [(key: string) => ({ authorization: `Bearer ${key}` }), (key: string) => ({ "x-api-key": key })]) {
    for (const path of ["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"])
      expect(await send(path, header, management, ASK)).toBe(403);
    for (const path of ["models", "key", "balance", "calls", "usage"]) expect(await send(`/api/v1/${path}`, header, management)).toBe(403);
    expect(await send("/api/v1/keys", header, management)).toBe(200);
    expect(await send("/api/v1/keys", header, secret)).toBe(403);
    expect(await send("/api/v1/keys", header, secret, { name: "More" })).toBe(403);
    expect(await send(`/api/v1/keys/${keyId}/rotate`, header, secret, { grace_seconds: 0 })).toBe(403);
    expect(await send("/api/v1/keys", header, `${management.slice(0, -1)}_`)).toBe(401);
  }
  expect(upstream.seen).toHaveLength(0);
  expect(await send("/api/v1/keys", () => ({}), "")).toBe(401);
});

test("another workspace's keys are as missing as those that never were", async () => {
  const [mine, theirs] = [await newOwner(), await newOwner()];
  for (const path of [`/${theirs.keyId}`, `/${randomUUID()}`, "/x", "/%00"]) {
    const refused = await Promise.all([
      mine.keys("GET", path),
      mine.keys("PATCH", path, { name: "Mine" }),
      mine.keys("DELETE", path),
      mine.keys("POST", `${path}/rotate`, { grace_seconds: 0 }),
    ]);
    for (const { status, json } of refused) expect([status, json.error?.message]).toEqual([404, "There is no such key."]);
  }
  expect((await theirs.keys("GET", `/${theirs.keyId}`)).json).toMatchObject({ name: "Test", status: "live", retiring_secrets: [] });
});

test.each<[string, unknown]>([
  ["name", {}],
  ["name", { name: "" }],
  ["name", { name: 7 }],
  ["name", { name: "x".repeat(81) }],
  ["name", { name: "a\u0000b" }],
  ["nam", { name: "A", nam: "B" }],
  ["limits", { name: "A", limits: null }],
  ["limits.budgets", { name: "A", limits: { budgets: null } }],
  ["limits.budget", { name: "A", limits: { budget: "25" } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: 25, period: "month" } } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: "0", period: "month" } } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: "-1", period: "month" } } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: "1e3", period: "month" } } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: "0.0000000001", period: "month" } } }],
  ["limits.budget.limit", { name: "A", limits: { budget: { limit: "9999999999", period: "month" } } }],
  ["limits.budget.period", { name: "A", limits: { budget: { limit: "1", period: "year" } } }],
  ["limits.budget.cap", { name: "A", limits: { budget: { limit: "1", period: "day", cap: 1 } } }],
  ["limits.requests_per_minute", { name: "A", limits: { requests_per_minute: 0 } }],
  ["limits.requests_per_minute", { name: "A", limits: { requests_per_minute: "60" } }],
  ["limits.tokens_per_minute", { name: "A", limits: { tokens_per_minute: 1e300 } }],
  ["limits.models", { name: "A", limits: { models: [] } }],
  ["limits.models.1", { name: "A", limits: { models: [MODEL, "gpt-5"] } }],
  ["limits.addresses.0", { name: "A", limits: { addresses: ["10.0.0.0/33"] } }],
  ["limits.addresses", { name: "A", limits: { addresses: Array(101).fill("10.0.0.1") } }],
  ["limits.expires_at", { name: "A", limits: { expires_at: "2020-01-01T00:00:00Z" } }],
  ["limits.expires_at", { name: "A", limits: { expires_at: "tomorrow" } }],
  ["limits.expires_at", { name: "A", limits: { expires_at: 4_000_000_000 } }],
])("%s is refused by name, and no key is made: %j", async (param, body) => {
  const { keys } = await newOwner();
  const { status, json } = await keys("POST", "", body);
  expect([status, json.error]).toMatchObject([400, { type: "invalid_request_error", code: "invalid_value", param }]);
  expect((await keys("GET")).json.data).toHaveLength(1);
});

test("a path says which methods it takes", async () => {
  const { keys, keyId } = await newOwner();
  const refused = [await keys("PUT"), await keys("POST", `/${keyId}`, {}), await keys("GET", `/${keyId}/rotate`)];
  expect(refused.map(({ status }) => status)).toEqual([405, 405, 405]);
  expect(refused.map(({ headers }) => headers.get("allow"))).toEqual(["GET, HEAD, POST", "GET, HEAD, PATCH, DELETE", "POST"]);
});
