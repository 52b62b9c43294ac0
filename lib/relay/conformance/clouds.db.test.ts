import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ASK } from "@/lib/relay/testing/golden";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen, control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { amazonKey, serviceAccount } from "@/lib/upstreams/testing/cloud-credentials";

const relays: Record<string, TestRelay> = {};
let customer: Customer;

beforeAll(async () => {
  const route = { endpoint: "runtime", profile: "us" } as const;
  const bedrock = { kind: "bedrock", name: "bedrock-us", region: "us-east-1", route, credentials: amazonKey, baseUrl: standInUrl } as const;
  const vertex = { kind: "vertex", name: "vertex", project: "p", location: "global", baseUrl: standInUrl } as const;
  relays.bedrock = await startTestRelay(bedrock);
  relays.vertex = await startTestRelay({ ...vertex, credentials: serviceAccount });
});
afterAll(() => Promise.all(Object.values(relays).map((relay) => relay.close())));
beforeEach(async () => {
  await control("DELETE", "faults");
  customer = await newCustomer();
});

const urlOf = (name: string) => relays[name]?.url;
const anthropic = (name: string) => new Anthropic({ apiKey: customer.secret, baseURL: `${urlOf(name)}/api`, maxRetries: 0 });
const openai = (name: string) => new OpenAI({ apiKey: customer.secret, baseURL: `${urlOf(name)}/api/v1`, maxRetries: 0 });
const SONNET = "claude-sonnet-4-5-20250929";

test("23: through Bedrock a call is InvokeModel's on the way up and Anthropic's on the way down", async () => {
  const asked = { ...ASK, model: SONNET };
  const headers = { "anthropic-beta": "context-1m-2025-08-07" };
  const message = await anthropic("bedrock").messages.stream(asked, { headers }).finalMessage();
  expect(message).toMatchObject({ model: SONNET, stop_reason: "end_turn" });
  const { path, headers: sent, body } = await lastCall();
  expect(decodeURIComponent(path)).toBe("/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/invoke-with-response-stream");
  expect(sent.authorization).toContain("/us-east-1/bedrock/aws4_request");
  expect(JSON.parse(body)).toEqual({
    anthropic_version: "bedrock-2023-05-31",
    anthropic_beta: ["context-1m-2025-08-07"],
    max_tokens: asked.max_tokens,
    messages: asked.messages,
  });
  const chunks = [];
  for await (const chunk of await openai("bedrock").chat.completions.create({ ...asked, stream: true })) chunks.push(chunk);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe("stop");
  const events = await eventsOf(customer);
  expect(events).toMatchObject([{ outcome: "settled" }, { outcome: "settled" }]);
  expect(events[0]?.output_tokens).toBe(message.usage.output_tokens);
  await expectBooksBalance(customer.workspaceId);
});

test("23: what Bedrock refuses of our account is an overload, and a throttled stream ends with an error", async () => {
  await fault("forbidden");
  await expect(anthropic("bedrock").messages.create({ ...ASK, model: SONNET })).rejects.toMatchObject({
    status: 529,
    type: "overloaded_error",
  });
  await fault("error-event", { afterEvent: 4, type: "rate_limit_error", message: "Too many tokens" });
  const stream = anthropic("bedrock").messages.stream({ ...ASK, model: SONNET });
  await expect(stream.finalMessage()).rejects.toMatchObject({ message: expect.stringContaining("Too many tokens") });
  await expectBooksBalance(customer.workspaceId);
});

test("24: through Vertex a call is Google's on the way up, a used-up quota is a 429, and tokens are counted", async () => {
  const asked = { ...ASK, model: "claude-opus-5" };
  const headers = { "anthropic-beta": "context-1m-2025-08-07" };
  expect(await anthropic("vertex").messages.stream(asked, { headers }).finalMessage()).toMatchObject({ model: "claude-opus-5" });
  const { path, headers: sent, body } = await lastCall();
  expect(path).toMatch(/\/publishers\/anthropic\/models\/claude-opus-5:streamRawPredict$/);
  expect(sent["anthropic-beta"]).toBe("context-1m-2025-08-07");
  expect(JSON.parse(body)).toEqual({
    anthropic_version: "vertex-2023-10-16",
    max_tokens: asked.max_tokens,
    messages: asked.messages,
    stream: true,
  });
  await fault("rate-limit", { retryAfterSeconds: 3_600 });
  const refused = anthropic("vertex").messages.create(asked);
  await expect(refused).rejects.toMatchObject({ status: 429, type: "rate_limit_error" });
  const { max_tokens: _, ...question } = asked;
  for (const name of ["vertex", "bedrock"]) {
    const count = await anthropic(name).messages.countTokens({ ...question, model: name === "vertex" ? "claude-opus-5" : SONNET });
    expect(Object.keys(count)).toEqual(["input_tokens"]);
  }
  expect((await callsSeen()).at(-1)?.path).toMatch(/\/count-tokens$/);
  expect(await eventsOf(customer)).toHaveLength(2);
});
