import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { storeMadeFile } from "@/lib/files/store-made-file";
import { createManagementKey } from "@/lib/keys/change-management-keys";
import document from "@/lib/openapi/openapi.json";
import { expectDocumented, seen, takesBody } from "@/lib/openapi/testing/documented";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { ASK, askAt, MESSAGE, MODEL, STREAM } from "@/lib/relay/testing/golden";
import { answerError, answerJson, answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";

let upstream: ScriptedUpstream;
let relay: TestRelay;
let customer: Customer;
let management: string;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  relay = await startTestRelay(upstream.url);
  customer = await newCustomer();
  const made = await createManagementKey({ userId: randomUUID() }, customer.workspaceId, { name: "Docs", submissionKey: randomUUID() });
  management = made.kind === "created" ? made.secret : "";
});
beforeEach(() => upstream.play(answerJson(MESSAGE)));
afterAll(async () => {
  await relay.close();
  await upstream.close();
});

type Sent = { secret?: string; body?: unknown; headers?: Record<string, string>; at?: string };

/** Sends one request to a documented operation and compares its answer with the document. */
async function documented(operation: string, status: number, { secret = customer.secret, at, ...sent }: Sent = {}): Promise<Got> {
  const [method = "", path = ""] = operation.split(" ");
  const got = await ask(`${relay.url}/api/v1${at ?? path}`, { secret, method, ...sent });
  expect(got.status, got.text.slice(0, 300)).toBe(status);
  expectDocumented(operation, got);
  return got;
}

test.each(["/messages", "/chat/completions", "/responses"])(
  "POST %s: whole, streamed, and every refusal that a caller can bring about",
  async (path) => {
    const operation = `POST ${path}`;
    const body = (fields: object = {}) => askAt(`/api/v1${path}`, fields);
    await documented(operation, 200, { body: body() });
    upstream.play(answerStream(STREAM));
    await documented(operation, 200, {
      body: { ...body({ stream: true }), ...(path.startsWith("/chat") && { stream_options: { include_usage: true } }) },
    });
    await documented(operation, 400, { body: "{" });
    upstream.play(answerJson(MESSAGE));
    const headers = { "idempotency-key": `report ${path}` };
    await documented(operation, 200, { body: body({ max_tokens: 900 }), headers });
    await documented(operation, 200, { body: body({ max_tokens: 900 }), headers });
    await documented(operation, 409, { body: body({ max_tokens: 901 }), headers });
    await documented(operation, 401, { body: body(), secret: "sk-relais-x" });
    await documented(operation, 403, { body: body(), secret: management });
    await documented(operation, 404, { body: body({ model: "gpt-5" }) });
    const poor = await newCustomer(1_000n);
    expect((await documented(operation, 402, { body: body(), secret: poor.secret })).json.error).toHaveProperty("max_tokens_that_fits");
    for (const [answer, status] of [
      [answerError(429, "rate_limit_error", "Slow down", { "retry-after": "7" }), 429],
      [answerError(500, "api_error", "Broken"), 500],
      [answerError(504, "timeout_error", "Too slow"), 504],
      [answerError(529, "overloaded_error", "Full"), path === "/messages" ? 529 : 503],
    ] as const) {
      upstream.play(answer);
      await documented(operation, status, { body: body() });
    }
  },
);

test("POST /messages/count_tokens", async () => {
  const operation = "POST /messages/count_tokens";
  const body = { model: MODEL, messages: ASK.messages };
  upstream.play(answerJson({ input_tokens: 12 }));
  await documented(operation, 200, { body });
  await documented(operation, 400, { body: [] });
  await documented(operation, 401, { body, secret: "" });
  await documented(operation, 404, { body: { ...body, model: "gpt-5" } });
});

test("POST /responses/input_tokens", async () => {
  const operation = "POST /responses/input_tokens";
  const body = { model: MODEL, input: "Hello" };
  upstream.play(answerJson({ input_tokens: 12 }));
  await documented(operation, 200, { body });
  await documented(operation, 400, { body: [] });
  await documented(operation, 401, { body, secret: "" });
  await documented(operation, 404, { body: { ...body, model: "gpt-5" } });
});

test("the balance, the calls and the models, in OpenAI's refusals and in Anthropic's", async () => {
  const called = await documented("POST /messages", 200, { body: ASK });
  const call = called.headers.get("request-id");
  for (const path of ["/models", "/key", "/balance", "/calls", "/usage"]) {
    await documented(`GET ${path}`, 200);
    await documented(`GET ${path}`, 401, { secret: "" });
    await documented(`GET ${path}`, 401, { secret: "", headers: { "anthropic-version": "2023-06-01" } });
    await documented(`GET ${path}`, 403, { secret: management });
  }
  expect((await documented("GET /calls/{id}", 200, { at: `/calls/${call}` })).json.receipt).not.toBeNull();
  await documented("GET /calls/{id}", 404, { at: "/calls/none" });
  await documented("GET /calls", 400, { at: "/calls?limit=0" });
  await documented("GET /models/{id}", 200, { at: `/models/${MODEL}` });
  await documented("GET /models/{id}", 404, { at: "/models/gpt-5" });
  for (const by of ["hour", "model,key"]) await documented("GET /usage", 200, { at: `/usage?by=${by}` });
  await documented("GET /usage", 400, { at: "/usage?by=year" });
  const limits = { budget: { limit: "5", period: "week" }, models: [MODEL], requests_per_minute: 9, expires_at: "2099-01-01T00:00:00Z" };
  const limited = await documented("POST /keys", 201, { secret: management, body: { name: "Limited", limits } });
  await documented("GET /key", 200, { secret: String(limited.json.secret) });
});

test("keys", async () => {
  const secret = management;
  const { json } = await documented("POST /keys", 201, { secret, body: { name: "CI" } });
  const at = `/keys/${json.id}`;
  await documented("GET /keys", 200, { secret });
  await documented("GET /keys", 400, { secret, at: "/keys?cursor=x" });
  await documented("POST /keys", 400, { secret, body: { name: "" } });
  const once = { secret, body: { name: "Once" }, headers: { "idempotency-key": "once" } };
  await documented("POST /keys", 201, once);
  await documented("POST /keys", 409, once);
  await documented("GET /keys/{id}", 200, { secret, at });
  await documented("PATCH /keys/{id}", 200, { secret, at, body: { limits: { budget: { limit: "1", period: "day" } } } });
  await documented("PATCH /keys/{id}", 400, { secret, at, body: { limit: 1 } });
  await documented("POST /keys/{id}/rotate", 200, { secret, at: `${at}/rotate`, body: { grace_seconds: 60 } });
  await documented("POST /keys/{id}/rotate", 400, { secret, at: `${at}/rotate`, body: {} });
  await documented("DELETE /keys/{id}", 200, { secret, at });
  await documented("PATCH /keys/{id}", 409, { secret, at, body: { name: "Back" } });
  await documented("POST /keys/{id}/rotate", 409, { secret, at: `${at}/rotate`, body: { grace_seconds: 0 } });
  for (const [operation, more] of [
    ["GET /keys/{id}", {}],
    ["PATCH /keys/{id}", { body: {} }],
    ["DELETE /keys/{id}", {}],
    ["POST /keys/{id}/rotate", { body: { grace_seconds: 0 } }],
  ] as const) {
    const missing = `/keys/${randomUUID()}${operation.endsWith("rotate") ? "/rotate" : ""}`;
    await documented(operation, 404, { secret, at: missing, ...more });
    await documented(operation, 403, { at: missing, ...more });
    await documented(operation, 401, { secret: "", at: missing, ...more });
  }
});

describe("files", () => {
  const entry = { id: "file_1", filename: "a.txt", mime_type: "text/plain", size_bytes: 1, created_at: "2026-11-29T00:00:00Z" };
  const anthropic = { "anthropic-version": "2023-06-01" };
  const type = { "content-type": "multipart/form-data; boundary=b" };
  const form = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\nx\r\n--b--\r\n';
  const failures = [
    [429, {}, answerError(429, "rate_limit_error", "Slow down")],
    [503, {}, answerError(529, "overloaded_error", "Full")],
    [529, anthropic, answerError(529, "overloaded_error", "Full")],
  ] as const;

  test("are uploaded", async () => {
    const operation = "POST /files";
    upstream.play(answerJson(entry));
    await documented(operation, 200, { body: form, headers: type });
    await documented(operation, 400, { body: form });
    await documented(operation, 401, { body: form, headers: type, secret: "" });
    await documented(operation, 403, { body: form, headers: type, secret: management });
    await documented(operation, 402, { body: form, headers: type, secret: (await newCustomer(0n)).secret });
    for (const [status, headers, answer] of failures) {
      upstream.play(answer);
      await documented(operation, status, { body: form, headers: { ...type, ...headers } });
    }
  });

  test("are listed, read, downloaded where a tool made them, and deleted", async () => {
    const { workspaceId, keyId } = customer;
    const made = { fileId: "file_made", accountId: "only", name: "a.csv", mediaType: "text/csv", sizeBytes: 1 };
    await storeMadeFile({ ...made, id: newId(), workspaceId, keyId, createdAt: new Date(), expiresAt: null });
    await documented("GET /files", 200, { headers: { ...anthropic, "anthropic-beta": "files-api-2025-04-14" } });
    await documented("GET /files", 200);
    await documented("GET /files", 400, { at: "/files?limit=0" });
    await documented("GET /files", 401, { secret: "" });
    await documented("GET /files", 403, { secret: management });
    await documented("GET /files/{id}", 200, { at: "/files/file_made" });
    upstream.play(answerJson({}));
    await documented("GET /files/{id}/content", 200, { at: "/files/file_made/content" });
    await documented("GET /files/{id}/content", 400, { at: "/files/file_1/content" });
    for (const operation of ["GET /files/{id}", "DELETE /files/{id}", "GET /files/{id}/content"]) {
      const at = operation.endsWith("content") ? "/files/none/content" : "/files/none";
      await documented(operation, 404, { at });
      await documented(operation, 401, { at, secret: "" });
      await documented(operation, 403, { at, secret: management });
      for (const [status, headers, answer] of operation.startsWith("GET /files/{id}/") || operation.startsWith("DELETE") ? failures : []) {
        upstream.play(answer);
        await documented(operation, status, { at: at.replace("none", "file_made"), headers });
      }
    }
    upstream.play(answerJson({}));
    await documented("DELETE /files/{id}", 200, { at: "/files/file_made" });
  });
});

test("the document itself, for everybody, with the address of this server and its schemas' words", async () => {
  const got = await documented("GET /openapi.json", 200, { secret: "" });
  expect(got.json).toMatchObject({ openapi: "3.1.1", servers: [{ url: "http://localhost:3000/api/v1" }] });
  expect(got.text).not.toContain("relais.example");
  expect(got.headers.get("cache-control")).toBe("public, max-age=300");
});

test("every body that the document takes for a key is taken, and what it refuses is refused", async () => {
  const bodies: unknown[] = [
    { name: "A" },
    { name: "A", limits: {} },
    { name: "A", limits: { budget: null, models: null, addresses: null, expires_at: null, requests_per_minute: null } },
    { name: "A", limits: { budget: { limit: "0.5", period: "hour" }, tokens_per_minute: 1_000_000_000 } },
    { name: "A", limits: { tokens_per_minute: 1_000_000_001 } },
    { name: "A", limits: { requests_per_minute: 1.5 } },
    { name: "A", limits: { models: [] } },
    { name: "A", limits: { budget: { limit: 5, period: "hour" } } },
    { name: "A", limits: { budget: { limit: "5" } } },
    { name: "A", limits: { budget: { limit: "5,00", period: "hour" } } },
    { name: "A", limit: {} },
    { limits: {} },
    { name: "" },
    { name: 5 },
    [],
  ];
  const answers = await Promise.all(bodies.map((body) => ask(`${relay.url}/api/v1/keys`, { secret: management, body })));
  expect(answers.map(({ status }) => status === 201)).toEqual(bodies.map((body) => takesBody("POST /keys", body)));
});

test("every success and most refusals of the document were really seen in this file", () => {
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  // Other files test bodies of 32 MB, other methods and faults of ours; openapi-batches.test.ts tests batches.
  const reachable = told.filter(
    (each) =>
      !each.includes("/messages/batches") &&
      !/ (405|413|500)$/.test(each) &&
      !/(count_tokens|input_tokens) (403|429|503|504|529)$/.test(each) &&
      !/ \/(keys|models\/\{id\}|calls\/\{id\}) (401|403)$/.test(each),
  );
  expect(reachable.filter((each) => !seen.has(each))).toEqual([]);
});
