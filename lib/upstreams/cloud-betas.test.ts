import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { RefusedBetas } from "@/lib/upstreams/refused-betas";
import { callsSeen, control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { amazonKey, serviceAccount } from "@/lib/upstreams/testing/cloud-credentials";
import { eventsIn, exchange } from "@/lib/upstreams/testing/exchange";
import { COUNT_TOKENS_PATH, IGNORED_HEADER, type Upstream } from "@/lib/upstreams/upstream";

const ACCOUNTS: Record<string, UpstreamAccount> = {
  vertex: {
    kind: "vertex",
    name: "vertex",
    project: "p",
    location: "global",
    credentials: serviceAccount,
    baseUrl: standInUrl,
  },
  runtime: {
    kind: "bedrock",
    name: "runtime",
    region: "us-east-1",
    route: { endpoint: "runtime", profile: "global" },
    credentials: amazonKey,
    baseUrl: standInUrl,
  },
  mantle: {
    kind: "bedrock",
    name: "mantle",
    region: "us-east-1",
    route: { endpoint: "mantle" },
    credentials: amazonKey,
    baseUrl: standInUrl,
  },
};
const opened: Upstream[] = [];
/** A separate upstream account for each test: it remembers what it refused. */
const open = (name: string) => {
  const upstream = createUpstream(ACCOUNTS[name] as UpstreamAccount);
  opened.push(upstream);
  return upstream;
};
afterAll(() => Promise.all(opened.map((upstream) => upstream.close())));
beforeEach(async () => {
  await control("DELETE", "faults");
  await control("DELETE", "calls");
});

const ASK = { model: "claude-opus-5", max_tokens: 400, messages: [{ role: "user", content: "Tell me something" }] };
const betas = (header: string) => ({ headers: { "anthropic-version": "2023-06-01", "anthropic-beta": header } });
const GOOGLES = (names: string) =>
  `Unexpected value(s) ${names} for the \`anthropic-beta\` header. Please consult our documentation at docs.anthropic.com or try again without the header.`;

test("Vertex counts tokens without any beta, and without the fields that betas bring", async () => {
  const vertex = open("vertex");
  const header = "claude-code-20250219,web-search-2025-03-05,context-management-2025-06-27";
  const asked = { model: ASK.model, messages: ASK.messages, context_management: { edits: [] } };
  const counted = await exchange(vertex, asked, { path: COUNT_TOKENS_PATH, ...betas(header) });
  expect(counted.json).toEqual({ input_tokens: expect.any(Number) });
  const call = await lastCall();
  expect(call.headers["anthropic-beta"]).toBeUndefined();
  expect(JSON.parse(call.body)).not.toHaveProperty("context_management");
});

describe.each(["vertex", "runtime"])("%s", (name) => {
  test("a field goes only together with its beta, and the answer names what is left out", async () => {
    const fields = { ...ASK, context_management: { edits: [] }, task_budget: { type: "tokens", total: 9 } };
    const answer = await exchange(open(name), fields, betas("context-management-2025-06-27,task-budgets-2026-03-13"));
    expect(answer.status).toBe(200);
    expect(answer.headers[IGNORED_HEADER]).toBe("task_budget");
    const { body } = await lastCall();
    expect(JSON.parse(body)).toMatchObject({ context_management: { edits: [] } });
    expect(body).not.toContain("task_budget");
  });

  test("a field that changes the answer is refused by its name where its beta is not accepted, and another account may take it", () => {
    const body = JSON.stringify({ ...ASK, fallbacks: [{ model: "claude-opus-4-8" }] });
    const request = { path: "/v1/messages", modelId: ASK.model, silenceMs: 1_000, body, ...betas("server-side-fallback-2026-02-01") };
    expect(open(name).refusal(request)).toMatchObject({ code: "invalid_request", param: "fallbacks" });
  });

  test("cache_control at the top level becomes a marker on the last block", async () => {
    const answer = await exchange(open(name), { ...ASK, cache_control: { type: "ephemeral", ttl: "1h" } });
    expect(answer.status).toBe(200);
    const { body } = await lastCall();
    expect(JSON.parse(body)).not.toHaveProperty("cache_control");
    expect(JSON.parse(body).messages[0].content).toEqual([
      { type: "text", text: ASK.messages[0]?.content, cache_control: { type: "ephemeral", ttl: "1h" } },
    ]);
  });
});

test("a beta that Vertex refuses by name is left out of a second attempt, remembered, and named in the answer", async () => {
  const vertex = open("vertex");
  const header = betas("web-search-2025-03-05,context-management-2025-06-27");
  const asked = { ...ASK, stream: true, context_management: { edits: [] } };
  await fault("error", { status: 400, type: "invalid_request_error", message: GOOGLES("`context-management-2025-06-27`") });
  const answer = await exchange(vertex, asked, header);
  expect(answer.status).toBe(200);
  expect(eventsIn(answer.text).at(-1)).toMatchObject({ type: "message_stop" });
  expect(answer.headers[IGNORED_HEADER]).toBe("context_management, anthropic-beta: context-management-2025-06-27");
  const call = await lastCall();
  expect(call.headers["anthropic-beta"]).toBe("web-search-2025-03-05");
  expect(JSON.parse(call.body)).not.toHaveProperty("context_management");
  expect(await callsSeen()).toHaveLength(2);
  expect((await exchange(vertex, asked, header)).status).toBe(200);
  expect(await callsSeen()).toHaveLength(3);
});

test("where Bedrock does not say which beta it refuses, the same ones together are left out, and others are still sent", async () => {
  const runtime = open("runtime");
  await fault("error", { status: 400, type: "ValidationException", message: "invalid beta flag" });
  const header = "context-1m-2025-08-07,effort-2025-11-24";
  const answer = await exchange(runtime, ASK, betas(header));
  expect(answer.status).toBe(200);
  expect(answer.headers[IGNORED_HEADER]).toBe("anthropic-beta: context-1m-2025-08-07, anthropic-beta: effort-2025-11-24");
  expect(JSON.parse((await lastCall()).body)).not.toHaveProperty("anthropic_beta");
  await exchange(runtime, ASK, betas("context-1m-2025-08-07"));
  expect(JSON.parse((await lastCall()).body).anthropic_beta).toEqual(["context-1m-2025-08-07"]);
});

test("the mantle endpoint gets the caller's own betas, except one that it has refused", async () => {
  const mantle = open("mantle");
  await fault("error", { status: 400, type: "invalid_request_error", message: "invalid beta flag" });
  expect((await exchange(mantle, ASK, betas("a-2026-01-01,  b-2026-01-01"))).headers[IGNORED_HEADER]).toContain(
    "anthropic-beta: a-2026-01-01",
  );
  await exchange(mantle, ASK, betas("b-2026-01-01,  c-2026-01-01"));
  expect((await lastCall()).headers["anthropic-beta"]).toBe("b-2026-01-01,  c-2026-01-01");
});

test("a second refusal stands: there is no third attempt", async () => {
  const message = GOOGLES("`web-search-2025-03-05`");
  await fault("error", { status: 400, type: "invalid_request_error", times: 2, message });
  const answer = await exchange(open("vertex"), ASK, betas("web-search-2025-03-05"));
  expect(answer.status).toBe(500);
  expect(await callsSeen()).toHaveLength(2);
});

test("a refusal is forgotten within the hour, and never fills the memory", () => {
  let nowMs = 0;
  const refused = new RefusedBetas(() => nowMs);
  refused.remember("/v1/messages", "a,b", ["a"]);
  expect([refused.has("/v1/messages", "a,c", "a"), refused.has("/v1/messages", "a,c", "c")]).toEqual([true, false]);
  expect(refused.has(COUNT_TOKENS_PATH, "a,b", "a")).toBe(false);
  nowMs = 3_600_001;
  expect(refused.has("/v1/messages", "a,b", "a")).toBe(false);
  for (let index = 0; index < 2_000; index++) refused.remember("/v1/messages", `x${index}`, []);
  expect(refused.has("/v1/messages", "x0", "x0")).toBe(false);
  expect(refused.has("/v1/messages", "x1999", "anything")).toBe(true);
});
