import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;

beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());

const fits = { model: "claude-sonnet-4-6", max_tokens: 100, messages: [{ role: "user", content: "Hi" }] };
const marker = (ttl?: string) => ({ type: "ephemeral", ...(ttl ? { ttl } : {}) });
const text = (words: string, cache_control?: object) => ({ type: "text", text: words, ...(cache_control ? { cache_control } : {}) });

async function send(body: unknown, headers: Record<string, string> = {}, path = "/v1/messages") {
  const response = await fetch(`${claude.url}${path}`, {
    method: "POST",
    headers: { "x-api-key": "sk-one", "anthropic-version": "2023-06-01", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

test("a refusal has the original's envelope, and the request's id in it", async () => {
  const { status, headers, body } = await send({ ...fits, max_tokens: -1 });
  expect(status).toBe(400);
  expect(body).toEqual({
    type: "error",
    error: { type: "invalid_request_error", message: "max_tokens: Input should be greater than or equal to 0" },
    request_id: headers.get("request-id"),
  });
});

const TAKEN: [name: string, change: object, headers?: Record<string, string>][] = [
  ["the newer version", {}, { "anthropic-version": "2026-10-21" }],
  ["a beta that is newer than the list", {}, { "anthropic-beta": "future-2027-01-01, claude-code-20250219, claude-code-20270101" }],
  ["a field with its beta", { context_management: { edits: [] } }, { "anthropic-beta": "context-management-2025-06-27" }],
  ["a blank block beside another", { messages: [{ role: "user", content: [text(" "), text("Hi")] }] }],
  [
    "a budget over max_tokens between tool calls",
    { thinking: { type: "enabled", budget_tokens: 2_000 } },
    { "anthropic-beta": "interleaved-thinking-2025-05-14" },
  ],
  ["names for tests of bytes", { x_future: { b: 1, a: 2 } }],
  [
    "1h before 5m and four markers",
    { system: [text("a", marker("1h")), text("b", marker()), text("c", marker("5m")), text("d", marker())] },
  ],
  [
    "the automatic marker on a marked last block",
    { messages: [{ role: "user", content: [text("a", marker())] }], cache_control: marker() },
  ],
  ["a system turn on a newer model", { model: "claude-opus-5", messages: [...fits.messages, { role: "system", content: "x" }] }],
  ["prefill on an older model", { model: "claude-haiku-4-5", messages: [...fits.messages, { role: "assistant", content: "So" }] }],
  ["fast with its beta", { model: "claude-opus-5", speed: "fast" }, { "anthropic-beta": "fast-mode-2026-02-01" }],
  ["temperature on an older model", { temperature: 0.5 }],
  ["a pre-warm", { max_tokens: 0 }],
];

test.each(TAKEN)("%s is taken", async (_, change, headers) => {
  expect(await send({ ...fits, ...change }, headers)).toMatchObject({ status: 200 });
});

test("the newer version refuses sampling on every model", async () => {
  const answer = await send({ ...fits, temperature: 0.5 }, { "anthropic-version": "2026-10-21" });
  expect(answer.status).toBe(400);
});

test("missing keys, models, paths, methods and bodies have different errors", async () => {
  expect(await send(fits, { "x-api-key": "" })).toMatchObject({ status: 401, body: { error: { type: "authentication_error" } } });
  expect((await send(fits, { "x-api-key": "sk-invalid" })).status).toBe(401);
  expect((await send(fits, { "x-api-key": "", authorization: "Bearer sk-two" })).status).toBe(200);
  for (const model of ["claude-fable", "claude-sonnet-4-6-20260217", "gpt-9"])
    expect(await send({ ...fits, model })).toMatchObject({
      status: 404,
      body: { error: { type: "not_found_error", message: `model: ${model}` } },
    });
  expect(await send(fits, {}, "/v1/unknown")).toMatchObject({ status: 404, body: { error: { type: "not_found_error" } } });
  expect((await fetch(`${claude.url}/v1/messages`)).status).toBe(405);
  expect(await send('{"model":')).toMatchObject({ status: 400, body: { error: { message: expect.stringMatching(/not valid JSON/) } } });
  expect((await send(fits, {}, "/v1/messages?beta=true")).status).toBe(200);
});

test("the official client throws its own class for each refusal", async () => {
  const client = new Anthropic({ apiKey: "sk-one", baseURL: claude.url, maxRetries: 0 });
  const call = (change: object) => client.messages.create({ ...fits, ...change } as Anthropic.MessageCreateParamsNonStreaming);
  const error = await call({ max_tokens: 128_001, stream: true }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Anthropic.BadRequestError);
  expect(error.requestID).toMatch(/^req_/);
  await expect(call({ model: "claude-nothing" })).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  const stranger = new Anthropic({ apiKey: "invalid", baseURL: claude.url, maxRetries: 0 });
  await expect(stranger.models.list()).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
});

test("retired models are refused when the stand-in is set to be as strict as the original", async () => {
  const old = { ...fits, model: "claude-3-5-sonnet-20241022" };
  expect((await send(old)).status).toBe(200);
  claude.standIn.settings.refusesRetired = true;
  expect((await send(old)).status).toBe(404);
  claude.standIn.settings.refusesRetired = false;
});
