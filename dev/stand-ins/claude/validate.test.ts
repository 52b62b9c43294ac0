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
const tool = { name: "now", input_schema: { type: "object" } };

async function send(body: unknown, headers: Record<string, string> = {}, path = "/v1/messages") {
  const response = await fetch(`${claude.url}${path}`, {
    method: "POST",
    headers: { "x-api-key": "sk-one", "anthropic-version": "2023-06-01", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const REFUSED: [name: string, change: object, message: RegExp][] = [
  ["no max_tokens", { max_tokens: undefined }, /max_tokens: Field required/],
  ["a negative max_tokens", { max_tokens: -1 }, /max_tokens/],
  ["more than the model can say", { max_tokens: 128_001 }, /128001 > 128000.*maximum/],
  ["no messages", { messages: [] }, /messages/],
  ["an unknown role", { messages: [{ role: "robot", content: "x" }] }, /messages\.0\.role/],
  ["empty content", { messages: [{ role: "user", content: "" }] }, /non-empty content/],
  ["an unknown field", { maxTokens: 5 }, /maxTokens: Extra inputs are not permitted/],
  ["prefill where there is none", { messages: [...fits.messages, { role: "assistant", content: "So" }] }, /prefill/],
  ["a system turn on an older model", { messages: [...fits.messages, { role: "system", content: "x" }] }, /system/],
  ["five markers", { system: [1, 2, 3, 4, 5].map((n) => text(`${n}`, marker())) }, /maximum of 4 blocks with cache_control.*Found 5/],
  ["four and the automatic one", { system: [1, 2, 3, 4].map((n) => text(`${n}`, marker())), cache_control: marker() }, /Found 5/],
  ["1h after 5m", { system: [text("a", marker("5m")), text("b", marker("1h"))] }, /1h.*must not come after.*5m/],
  ["an unknown lifetime", { system: [text("a", marker("10m"))] }, /'5m' or '1h'/],
  ["a marker on nothing", { system: [text("", marker())] }, /cannot be set for empty text/],
  ["temperature out of range", { temperature: 1.5 }, /temperature/],
  ["temperature beside top_p", { temperature: 1, top_p: 0.9 }, /cannot both be specified/],
  ["temperature on a new model", { model: "claude-opus-5-5", temperature: 1 }, /temperature/],
  ["a budget on a new model", { model: "claude-opus-5-5", thinking: { type: "enabled", budget_tokens: 1024 } }, /thinking\.type\.adaptive/],
  ["thinking off where it is always on", { model: "claude-opus-5-5", thinking: { type: "disabled" } }, /not supported/],
  ["adaptive on an older model", { model: "claude-haiku-4-5", thinking: { type: "adaptive" } }, /adaptive thinking is not supported/],
  ["a budget over max_tokens", { thinking: { type: "enabled", budget_tokens: 2000 } }, /greater than `thinking\.budget_tokens`/],
  ["effort where there is none", { model: "claude-haiku-4-5", output_config: { effort: "low" } }, /effort/],
  ["a forced tool on a new model", { model: "claude-opus-5-5", tools: [tool], tool_choice: { type: "any" } }, /tool_choice/],
  ["a tool that is not there", { tools: [tool], tool_choice: { type: "tool", name: "then" } }, /'then' not found/],
  ["a blank stop sequence", { stop_sequences: [" "] }, /non-whitespace/],
  ["US-only inference on an older model", { model: "claude-haiku-4-5", inference_geo: "us" }, /inference_geo/],
  ["fast where there is none", { speed: "fast" }, /fast mode/],
  ["fast without its beta", { model: "claude-opus-5", speed: "fast" }, /fast mode/],
  [
    "a prompt over the context",
    { model: "claude-haiku-4-5", messages: [{ role: "user", content: "word ".repeat(250_000) }] },
    /prompt is too long: \d+ tokens > 200000 maximum/,
  ],
  ["a pre-warm that streams", { max_tokens: 0, stream: true }, /max_tokens: 0/],
];

test.each(REFUSED)("%s is refused with 400 in the original's shape", async (_, change, message) => {
  const { status, headers, body } = await send({ ...fits, ...change });
  expect(status).toBe(400);
  expect(body).toEqual({
    type: "error",
    error: { type: "invalid_request_error", message: expect.stringMatching(message) },
    request_id: headers.get("request-id"),
  });
});

const TAKEN: [name: string, change: object, headers?: Record<string, string>][] = [
  ["no version", {}, { "anthropic-version": "" }],
  ["unknown betas", {}, { "anthropic-beta": "future-2027-01-01,other" }],
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

test("keys, models, paths, methods and bodies that are not there are told apart", async () => {
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

test("retired models are refused when the stand-in is told to be as strict as the original", async () => {
  const old = { ...fits, model: "claude-3-5-sonnet-20241022" };
  expect((await send(old)).status).toBe(200);
  claude.standIn.settings.refusesRetired = true;
  expect((await send(old)).status).toBe(404);
  claude.standIn.settings.refusesRetired = false;
});
