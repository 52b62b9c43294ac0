import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type { VertexAccount, VertexCredentials } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { eventsIn, exchange } from "@/lib/upstreams/testing/exchange";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";
import { AccessTokens } from "@/lib/upstreams/vertex/access-token";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

type Downloaded = { client_email: string; private_key: string; private_key_id: string };
const downloaded = (await control("GET", "service-account")) as Downloaded;
const credentials: VertexCredentials = {
  kind: "service-account",
  clientEmail: downloaded.client_email,
  privateKey: downloaded.private_key,
  privateKeyId: downloaded.private_key_id,
  tokenUrl: `${standInUrl}/token`,
};
const account: VertexAccount = {
  kind: "vertex",
  name: "vertex",
  project: "my-project",
  location: "global",
  credentials,
  baseUrl: standInUrl,
};
const opened: Upstream[] = [];
const create = (rest: Partial<VertexAccount> = {}) => {
  const upstream = createUpstream({ ...account, ...rest });
  opened.push(upstream);
  return upstream;
};
const vertex = create();
const first = createUpstream({ kind: "claude-api", name: "claude", secret: "sk-one", baseUrl: standInUrl });
afterAll(() => Promise.all([...opened, first].map((upstream) => upstream.close())));
beforeEach(() => control("DELETE", "faults"));

const ask = { model: "claude-opus-5", max_tokens: 400, messages: [{ role: "user", content: "Tell me something" }] };
const judged = (answer: { status: number; text: string }) => refusalOfUpstream(answer.status, Buffer.from(answer.text));
const withoutIds = (text: string) => text.replace(/"id":"[^"]*"/g, "");

test("a stream and a whole answer are Anthropic's own, except for their ids", async () => {
  for (const body of [{ ...ask, stream: true }, ask]) {
    const [google, anthropic] = [await exchange(vertex, body), await exchange(first, body)];
    expect(google.status).toBe(200);
    expect(withoutIds(google.text)).toBe(withoutIds(anthropic.text));
  }
});

test("the model stands in the path, the version in the body, and betas only in the header", async () => {
  const headers = { "anthropic-version": "2026-10-21", "anthropic-beta": "unknown-2030-01-01, context-1m-2025-08-07" };
  await exchange(vertex, { ...ask, stream: true, service_tier: "auto" }, { headers });
  const call = await lastCall();
  expect(call.path).toBe("/v1/projects/my-project/locations/global/publishers/anthropic/models/claude-opus-5:streamRawPredict");
  const { model: _, ...sent } = ask;
  expect(call.body).toBe(JSON.stringify({ anthropic_version: "vertex-2023-10-16", ...sent, stream: true }));
  expect(call.headers["anthropic-beta"]).toBe("context-1m-2025-08-07");
  expect(call.headers["anthropic-version"]).toBeUndefined();
  expect(call.headers["x-goog-user-project"]).toBeUndefined();
  await exchange(create({ location: "us-east5", quotaProject: "payer" }), ask, { modelId: "claude-haiku-4-5-20251001" });
  const other = await lastCall();
  expect(other.path).toContain("/locations/us-east5/publishers/anthropic/models/claude-haiku-4-5@20251001:rawPredict");
  expect(other.headers["x-goog-user-project"]).toBe("payer");
});

test("tokens are counted with the model in the body", async () => {
  const counted = await exchange(vertex, { model: "claude-opus-5", messages: ask.messages }, { path: COUNT_TOKENS_PATH });
  expect(counted.json).toEqual({ input_tokens: expect.any(Number) });
  const call = await lastCall();
  expect(call.path).toContain("/models/count-tokens:rawPredict");
  expect(JSON.parse(call.body).model).toBe("claude-opus-5");
});

test("a quota that is used up is a rate limit, in its array or not", async () => {
  for (const stream of [true, false]) {
    await fault("rate-limit", { retryAfterSeconds: 3 });
    const answer = await exchange(vertex, { ...ask, stream });
    expect(answer.json).toMatchObject({ type: "error", error: { type: "rate_limit_error" } });
    expect([answer.status, answer.headers["retry-after"], judged(answer).fault]).toEqual([429, "3", "upstream"]);
  }
});

test("an error inside the stream and a cut arrive in Anthropic's form", async () => {
  await fault("error-event");
  expect(eventsIn((await exchange(vertex, { ...ask, stream: true })).text).at(-1)).toMatchObject({ type: "error" });
  await fault("cut");
  expect((await exchange(vertex, { ...ask, stream: true })).failure).toBeInstanceOf(Error);
});

test("calls that come together ask for one token, which is cached until a minute before its end", async () => {
  let nowMs = Date.now();
  const tokens = new AccessTokens(credentials, () => nowMs);
  const [one, other] = await Promise.all([tokens.current(), tokens.current()]);
  expect(other).toBe(one);
  nowMs += (3_599 - 61) * 1_000;
  expect(tokens.current()).toBe(one);
  nowMs += 2_000;
  const next = tokens.current();
  expect(next).toBeInstanceOf(Promise);
  // The stand-in's own clock has not moved: an assertion of the future is refused.
  await expect(next).rejects.toThrow(/invalid_grant/);
  nowMs = Date.now();
  tokens.forget("another token");
  expect(await tokens.current()).toBe(one);
  tokens.forget(one);
  expect(await tokens.current()).not.toBe(one);
});

test("a token that was withdrawn is replaced in the same call", async () => {
  expect((await exchange(vertex, ask)).status).toBe(200);
  await control("DELETE", "tokens");
  expect((await exchange(vertex, { ...ask, stream: true })).status).toBe(200);
});

const BROKEN: [name: string, broken: Partial<Extract<VertexCredentials, { kind: "service-account" }>>][] = [
  ["an account that Google does not know", { clientEmail: "nobody@example.com" }],
  ["a key that is no key", { privateKey: "no key" }],
];

test.each(BROKEN)("%s is the operator's fault, and no caller sees a 401", async (_, broken) => {
  const answer = await exchange(create({ credentials: { ...credentials, ...broken } }), ask);
  const { error, fault: whose } = judged(answer);
  expect([error.code, whose]).toEqual(["upstream_unavailable", "operator"]);
  expect(error.message).not.toMatch(/Google/);
});

test("a token endpoint that cannot be reached is a failure, to be tried elsewhere", async () => {
  const answer = await exchange(create({ credentials: { ...credentials, tokenUrl: "http://127.0.0.1:9/token" } }), ask);
  expect([answer.status, answer.failure !== null]).toEqual([0, true]);
});

test("a call that is aborted before it has a token is never sent", async () => {
  const before = (await lastCall()).path;
  const failure = await new Promise((resolve) => {
    const under = create({ project: "given-up" }).send(
      { path: "/v1/messages", headers: {}, body: JSON.stringify(ask), silenceMs: 5_000 },
      { start: () => undefined, data: () => undefined, end: () => resolve(null), fail: resolve },
    );
    under.abort(new Error("The client left."));
  });
  expect(failure).toMatchObject({ message: "The client left." });
  expect((await lastCall()).path).toBe(before);
});

test("what Vertex cannot do is refused before a token is requested", async () => {
  const answer = await exchange(create(), { ...ask, speed: "fast" });
  expect(answer.json).toMatchObject({ error: { type: "invalid_request_error", message: expect.stringMatching(/^speed/) } });
});

test("the machine's own identity is used where the account says so", async () => {
  vi.stubEnv("GCE_METADATA_HOST", new URL(standInUrl).host);
  vi.stubEnv("METADATA_SERVER_DETECTION", "assume-present");
  vi.stubEnv("CLOUDSDK_CONFIG", "/nonexistent");
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", undefined);
  expect((await exchange(create({ credentials: { kind: "adc" } }), ask)).status).toBe(200);
  vi.unstubAllEnvs();
});
