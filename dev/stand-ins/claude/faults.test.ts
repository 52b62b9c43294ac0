import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;
let client: Anthropic;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
  client = new Anthropic({ apiKey: "sk-one", baseURL: claude.url, maxRetries: 0 });
});
afterAll(() => claude.stop());
beforeEach(() => {
  claude.standIn.faults.clear();
  claude.standIn.calls.clear();
});

const params = { model: "claude-sonnet-4-6", max_tokens: 1000, messages: [{ role: "user" as const, content: "Tell me something" }] };
const order = (body: unknown) => fetch(`${claude.url}/_stand-in/faults`, { method: "POST", body: JSON.stringify(body) });
const call = () => client.messages.create(params);
const raw = (change: object = {}, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${claude.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": "sk-one", "anthropic-version": "2023-06-01", ...headers },
    body: JSON.stringify({ ...params, ...change }),
    ...(signal ? { signal } : {}),
  });

/** The bytes that arrived before the stream ended or broke. */
async function received(response: Response): Promise<{ bytes: Buffer; isBroken: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
    return { bytes: Buffer.concat(chunks), isBroken: false };
  } catch {
    return { bytes: Buffer.concat(chunks), isBroken: true };
  }
}

const listed = async (query = "") => (await (await fetch(`${claude.url}/_stand-in/calls${query}`)).json()).calls;
const eventNames = (bytes: Buffer) => [...bytes.toString().matchAll(/^event: (\w+)$/gm)].map((found) => found[1]);
const usages = (bytes: Buffer) =>
  [...bytes.toString().matchAll(/^data: (\{"type":"message_(?:start|delta)".*)$/gm)].map((found) => {
    const data = JSON.parse(found[1] ?? "");
    return data.message?.usage ?? data.usage;
  });
const streamed = async (name: string, options: object = {}) => {
  await order({ name, ...options });
  return received(await raw({ stream: true }));
};

const ERRORS: [name: string, status: number, type: string][] = [
  ["unauthorized", 401, "authentication_error"],
  ["billing", 402, "billing_error"],
  ["credit", 400, "invalid_request_error"],
  ["usage-limit", 400, "invalid_request_error"],
  ["forbidden", 403, "permission_error"],
  ["too-large", 413, "request_too_large"],
  ["rate-limit", 429, "rate_limit_error"],
  ["spend-limit", 429, "rate_limit_error"],
  ["server-error", 500, "api_error"],
  ["unavailable", 503, "api_error"],
  ["timeout", 504, "timeout_error"],
  ["overloaded", 529, "overloaded_error"],
];

test.each(ERRORS)("%s answers %i %s once, and then works again", async (name, status, type) => {
  await order({ name });
  const response = await raw({ stream: true });
  expect([response.status, (await response.json()).error.type]).toEqual([status, type]);
  expect(response.headers.get("retry-after")).toBe(name === "rate-limit" ? "1" : null);
  expect((await call()).stop_reason).toBe("end_turn");
});

test("faults wait per account, in order, as often as requested; an unknown name is refused", async () => {
  await order({ account: "sk-other", name: "overloaded" });
  await order({ account: "sk-one", faults: [{ name: "server-error", times: 2 }, { name: "timeout" }] });
  const statuses = [];
  for (const _ of [1, 2, 3, 4]) statuses.push((await raw()).status);
  expect(statuses).toEqual([500, 500, 504, 200]);
  expect((await raw({}, { "x-api-key": "sk-other" })).status).toBe(529);
  expect((await order({ name: "no-such" })).status).toBe(400);
});

test("a fault may come in a header, or in the question itself", async () => {
  expect((await raw({}, { "x-stand-in-fault": 'error {"status":418,"message":"teapot"}' })).status).toBe(418);
  const asked = await raw({ messages: [{ role: "user", content: 'Hello [[fault:rate-limit {"retryAfterSeconds":7}]]' }] });
  expect([asked.status, asked.headers.get("retry-after")]).toEqual([429, "7"]);
});

test("count_tokens has faults of its own", async () => {
  await order({ name: "overloaded", endpoint: "count_tokens" });
  expect((await call()).type).toBe("message");
  await expect(client.messages.countTokens({ model: params.model, messages: params.messages })).rejects.toBeInstanceOf(
    Anthropic.OverloadedError,
  );
});

test("a stream is cut after an event, after a byte, or within a character", async () => {
  const atEvent = await streamed("cut", { afterEvent: 4 });
  expect([eventNames(atEvent.bytes).length, atEvent.isBroken]).toEqual([4, true]);
  const atByte = await streamed("cut", { afterByte: 777 });
  expect([atByte.bytes.length, atByte.isBroken]).toEqual([777, true]);
  await order({ name: "cut-mid-character" });
  const midCharacter = await received(await raw({ stream: true, messages: [{ role: "user", content: "你好" }] }));
  expect([midCharacter.bytes.at(-1) ?? 0, midCharacter.isBroken]).toEqual([0xe4, true]);
  await order({ name: "cut" });
  const json = await received(await raw());
  expect(json.isBroken).toBe(true);
  expect(json.bytes.length).toBeGreaterThan(100);
});

test("a stream may end cleanly but early, or with an error event", async () => {
  const early = await streamed("end-early", { afterEvent: 5 });
  expect([eventNames(early.bytes).length, early.isBroken]).toEqual([5, false]);
  const failed = await streamed("error-event", { afterEvent: 5 });
  expect(failed.bytes.toString()).toMatch(
    /event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error","message":"Overloaded"\}\}\n\n$/,
  );
  await order({ name: "error-event" });
  await expect(client.messages.stream(params).finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
});

test("usage is missing, double, decreasing, absurd, null, without split, or as ordered", async () => {
  const plain = (await streamed("usage", { usage: {} })).bytes;
  const [start, end] = usages(plain);
  expect(usages((await streamed("usage-missing")).bytes)).toEqual([undefined, undefined]);
  expect(usages((await streamed("usage-double")).bytes).map((each) => each.output_tokens)).toEqual([
    1,
    Math.floor(end.output_tokens / 2),
    end.output_tokens,
  ]);
  expect(usages((await streamed("usage-decreasing")).bytes).map((each) => each.output_tokens)).toEqual([
    1,
    end.output_tokens,
    Math.floor(end.output_tokens / 2),
  ]);
  expect(usages((await streamed("usage-absurd")).bytes).at(-1).output_tokens).toBeGreaterThan(1e12);
  expect(usages((await streamed("usage-null")).bytes).at(-1)).toMatchObject({ input_tokens: null, output_tokens: end.output_tokens });
  expect(usages((await streamed("usage-no-split")).bytes)[0]).toMatchObject({ cache_creation: null });
  expect(usages((await streamed("usage-only-at-start")).bytes)).toEqual([start]);
  expect(usages((await streamed("usage-only-at-end")).bytes)).toEqual([undefined, end]);
  expect(usages((await streamed("usage-negative")).bytes).at(-1).output_tokens).toBeLessThan(0);
  expect(usages((await streamed("start-usage", { usage: { input_tokens: 10 } })).bytes)[0]).toEqual({ ...start, input_tokens: 10 });
  const ordered = [{ output_tokens: 20 }, { input_tokens: 500, cache_creation_input_tokens: 700, output_tokens: 90 }];
  expect(usages((await streamed("delta-usage", { usages: ordered })).bytes).slice(1)).toMatchObject(ordered);
  await order({ name: "usage-missing" });
  expect(await (await raw()).json()).not.toHaveProperty("usage");
});

test("refusals come before or after output, iterations and too much output with their usage", async () => {
  await order({
    faults: [
      { name: "refusal-before-output" },
      { name: "refusal-after-output" },
      { name: "iterations" },
      { name: "oversized-output", tokens: 3000 },
    ],
  });
  expect(await call()).toMatchObject({ content: [], stop_reason: "refusal", stop_details: { type: "refusal" } });
  expect(await call()).toMatchObject({ content: [{ type: "text" }], stop_reason: "refusal" });
  const iterated = await call();
  expect((iterated.usage as { iterations?: unknown[] }).iterations).toHaveLength(2);
  const oversized = await client.messages.create({ ...params, max_tokens: 10 });
  expect(oversized.usage.output_tokens).toBe(3000);
  expect(JSON.stringify(oversized.content).length).toBeGreaterThan(12_000);
});

test("answers that are not of the API: HTML, broken JSON, nothing, a broken connection, or any script", async () => {
  await order({ faults: [{ name: "html" }, { name: "garbage-json" }, { name: "empty" }, { name: "reset" }] });
  expect((await raw()).headers.get("content-type")).toMatch("text/html");
  await expect((await raw()).json()).rejects.toThrow();
  expect(await (await raw()).text()).toBe("");
  await expect(raw()).rejects.toThrow();
  const chunks = ['event: message_start\ndata: {"a"', ":1}\n\n", ": comment\n\n"];
  expect(await streamed("script", { chunks, paceMs: 1, ending: "cut" })).toEqual({ bytes: Buffer.from(chunks.join("")), isBroken: true });
});

test("one byte at a time, with unknown events and pings in between, gives the same message", async () => {
  const plain = await call();
  for (const name of ["trickle", "unknown-events"]) {
    await order({ name });
    expect((await client.messages.stream(params).finalMessage()).content).toEqual(plain.content);
  }
});

test("a stream falls silent where requested, and then goes on", async () => {
  await order({ name: "silence", afterEvent: 5, ms: 3_600_000 });
  const leaving = new AbortController();
  const response = await raw({ stream: true }, {}, leaving.signal);
  const reader = response.body?.getReader();
  let heard = "";
  while (eventNames(Buffer.from(heard)).length < 5) heard += Buffer.from((await reader?.read())?.value ?? []).toString();
  expect((await listed()).at(-1)).toMatchObject({ fault: "silence", outcome: "running" });
  leaving.abort();
  await order({ name: "silence", ms: 5 });
  expect((await client.messages.stream(params).finalMessage()).stop_reason).toBe("end_turn");
  await order({ name: "garbage-stream" });
  await expect(client.messages.stream(params).finalMessage()).rejects.toThrow();
});

test("a stream hangs before or after the headers or in mid-stream until the client leaves", async () => {
  for (const name of ["hang-before-headers", "hang-after-headers", "hang"]) {
    await order({ name });
    const leaving = new AbortController();
    const answer = raw({ stream: true }, {}, leaving.signal);
    if (name !== "hang-before-headers") expect((await answer).status).toBe(200);
    await expect.poll(async () => (await listed()).at(-1)).toMatchObject({ fault: name, outcome: "running" });
    leaving.abort();
    await answer.catch(() => undefined);
    await expect.poll(async () => (await listed()).at(-1)).toMatchObject({ fault: name, outcome: "client_left" });
  }
});

const BETAS = "context-1m-2025-08-07,fast-mode-2026-02-01";

test("calls are listed with their bytes, headers and outcome, and can be cleared", async () => {
  const body =
    '{"model":"claude-sonnet-4-6", "max_tokens":5,"messages":[{"role":"user","content":"caf\\u00e9"}],"x_future":{"b":1,"a":1.0}}';
  await fetch(`${claude.url}/v1/messages?beta=true`, {
    method: "POST",
    headers: { authorization: "Bearer sk-three", "anthropic-version": "2023-06-01", "anthropic-beta": BETAS },
    body,
  });
  const [only] = await listed("?account=sk-three");
  expect(only).toMatchObject({
    method: "POST",
    path: "/v1/messages?beta=true",
    body,
    status: 200,
    outcome: "finished",
    usage: { output_tokens: 5 },
  });
  expect(only.headers).toMatchObject({ "anthropic-beta": BETAS });
  await fetch(`${claude.url}/_stand-in/calls`, { method: "DELETE" });
  expect(await listed()).toEqual([]);
});
