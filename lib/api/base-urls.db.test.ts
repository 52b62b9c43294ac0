import "@/lib/rates/testing/rates-off-environment";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXPOSED_HEADERS } from "@/lib/api/cors";
import { HEADERS } from "@/lib/openapi/headers";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import { answerJson, answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, newCustomer } from "@/lib/relay/testing/test-relay";
import { type FrontDoorProcess, startFrontDoor } from "@/server/testing/front-door-process";

let upstream: ScriptedUpstream;
let door: FrontDoorProcess;
let customer: Customer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  door = await startFrontDoor({
    ANTHROPIC_BASE_URL: upstream.url,
    ANTHROPIC_API_KEY: "sk-upstream",
    RELAIS_PUBLIC_URL: "https://relais.example",
  });
  customer = await newCustomer();
});
afterAll(async () => {
  await door.close();
  await upstream.close();
});

const MODEL = ASK.model;
const question = [{ role: "user" as const, content: "Hello?" }];

test.each(["/api/v1", "/v1", "/api/v1/v1", "/v1/v1"])("OpenAI's client works with the base URL %s", async (base) => {
  upstream.play(answerJson(MESSAGE));
  const client = new OpenAI({ baseURL: `${door.url}${base}`, apiKey: customer.secret, maxRetries: 0 });
  expect((await client.chat.completions.create({ model: MODEL, messages: question })).choices[0]?.message.content).toEqual(
    expect.any(String),
  );
  expect((await client.responses.create({ model: MODEL, input: "Hello?", store: false })).output_text).toEqual(expect.any(String));
  expect((await client.models.list()).data.length).toBeGreaterThan(3);
});

test.each(["/api", "", "/api/v1", "/v1"])("Anthropic's client works with the base URL %s", async (base) => {
  upstream.play(answerJson(MESSAGE));
  const client = new Anthropic({ baseURL: `${door.url}${base}`, apiKey: customer.secret, maxRetries: 0 });
  expect((await client.messages.create({ model: MODEL, max_tokens: 9, messages: question })).content).toHaveLength(MESSAGE.content.length);
  expect((await client.models.list()).data.length).toBeGreaterThan(3);
});

test.each([
  ["POST", "/chat/completions", "openai"],
  ["POST", "/api/chat/completions", "openai"],
  ["POST", "/responses", "openai"],
  ["POST", "/messages", "anthropic"],
  ["POST", "/api/messages", "anthropic"],
  ["GET", "/api/models", "openai"],
  ["POST", "/v1/nothing", "openai"],
  ["POST", "/v1", "openai"],
  ["POST", "/api/v1/chat/completions/chat/completions", "openai"],
  ["POST", "/api/v1/messages/v1/messages", "anthropic"],
])("%s %s is a small JSON 404 in the caller's format that names the right base", async (method, path, format) => {
  const got = await ask(`${door.url}${path}`, { secret: customer.secret, method, ...(method === "POST" && { body: "{}" }) });
  expect(got.status).toBe(404);
  expect(got.headers.get("content-type")).toBe("application/json");
  expect(got.json.error?.message).toContain(
    "https://relais.example/api/v1 for OpenAI's clients and https://relais.example/api for Anthropic's",
  );
  expect(got.json.type).toBe(format === "anthropic" ? "error" : undefined);
  expect(got.text.length).toBeLessThan(600);
});

const ORIGIN = { origin: "https://app.example" };

test.each(["/api/v1/chat/completions", "/api/v1/messages", "/api/v1/models", "/v1/responses", "/api/v1/nothing"])(
  "a browser that asks before its call to %s may make it, without credentials",
  async (path) => {
    const asked = "authorization,content-type,x-api-key,anthropic-version,x-stainless-retry-count";
    const headers = { ...ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": asked };
    const got = await ask(`${door.url}${path}`, { method: "OPTIONS", headers });
    expect(got.status).toBe(200);
    expect(got.headers.get("access-control-allow-origin")).toBe("*");
    expect(got.headers.get("access-control-allow-headers")).toBe(asked);
    expect(got.headers.get("access-control-allow-methods")).toContain("POST");
    expect(got.headers.get("access-control-allow-credentials")).toBeNull();
  },
);

test("a preflight header that is not a list of header names is not echoed", async () => {
  const headers = { ...ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "a: b; c" };
  const got = await ask(`${door.url}/api/v1/messages`, { method: "OPTIONS", headers });
  expect(got.headers.get("access-control-allow-headers")).toBe("authorization, x-api-key, content-type");
});

test("answers, streams and refusals of every kind may be read by a page, with their headers", async () => {
  upstream.play((response, request) =>
    (JSON.parse(`${request.body}`).stream ? answerStream(STREAM) : answerJson(MESSAGE))(response, request),
  );
  const send = (body: object, secret = customer.secret) => ask(`${door.url}/api/v1/messages`, { secret, body, headers: ORIGIN });
  const answers = [
    await send(ASK),
    await send({ ...ASK, stream: true }),
    await send({ ...ASK, model: "none" }),
    await send(ASK, "sk-relais-nobody"),
    await ask(`${door.url}/api/v1/models`, { secret: customer.secret, headers: ORIGIN }),
    await ask(`${door.url}/api/v1/nothing`, { headers: ORIGIN }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 401, 200, 404]);
  for (const { headers } of answers) {
    expect(headers.get("access-control-allow-origin")).toBe("*");
    const exposed = headers.get("access-control-expose-headers")?.split(", ") ?? [];
    const own = [...headers.keys()].filter((name) => /^(x-|anthropic-|request-id|retry-after)/.test(name) && name !== "x-accel-buffering");
    expect(exposed).toEqual(expect.arrayContaining(own));
  }
});

test("every header that the API's document names can be read by a page, and callers that are no page are sent none of it", async () => {
  expect(EXPOSED_HEADERS).toEqual(expect.arrayContaining(Object.keys(HEADERS)));
  const { headers } = await ask(`${door.url}/api/v1/models`, { secret: customer.secret });
  expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});
