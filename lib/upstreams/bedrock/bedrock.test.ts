import { afterAll, beforeEach, expect, test } from "vitest";
import type { BedrockAccount } from "@/lib/upstreams/account";
import { createUpstream } from "@/lib/upstreams/create-upstream";
import { UpstreamSilent } from "@/lib/upstreams/silence-watch";
import { control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { eventsIn, exchange } from "@/lib/upstreams/testing/exchange";
import { COUNT_TOKENS_PATH, type Upstream } from "@/lib/upstreams/upstream";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

const account: BedrockAccount = {
  kind: "bedrock",
  name: "bedrock-us",
  region: "us-east-1",
  route: { endpoint: "runtime", profile: "us" },
  credentials: { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "secret-of-AKIAONE", sessionToken: "a-session" },
  baseUrl: standInUrl,
};
const opened: Upstream[] = [];
const create = (rest: Partial<BedrockAccount> = {}) => {
  const upstream = createUpstream({ ...account, ...rest });
  opened.push(upstream);
  return upstream;
};
const bedrock = create();
const first = createUpstream({ kind: "claude-api", name: "claude", secret: "sk-one", baseUrl: standInUrl });
afterAll(() => Promise.all([...opened, first].map((upstream) => upstream.close())));
beforeEach(() => control("DELETE", "faults"));

const SONNET = "claude-sonnet-4-5-20250929";
const ask = { model: "claude-sonnet-4-5", max_tokens: 400, messages: [{ role: "user", content: "Tell me something" }] };
const asked = { modelId: SONNET };
const judged = (answer: { status: number; text: string }) => refusalOfUpstream(answer.status, Buffer.from(answer.text));
const withoutIds = (text: string) => text.replace(/"id":"[^"]*"/g, "").replace(/event: ping\ndata: [^\n]*\n\n/g, "");

test("a stream equals the one of Anthropic's own API, except for its ids and pings", async () => {
  const body = { ...ask, stream: true };
  const [amazon, anthropic] = [await exchange(bedrock, body, asked), await exchange(first, body)];
  expect(amazon.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  expect(withoutIds(amazon.text)).toBe(withoutIds(anthropic.text));
  expect(amazon.text).toMatch(/event: message_stop\ndata: {"type":"message_stop"}\n\n$/);
  expect(eventsIn(amazon.text)[0]).toMatchObject({ message: { id: expect.stringMatching(/^msg_bdrk_/), model: SONNET } });
});

test("a whole answer is the same message, under the catalogue's name", async () => {
  const [amazon, anthropic] = [await exchange(bedrock, ask, asked), await exchange(first, ask)];
  expect(amazon.status).toBe(200);
  expect(withoutIds(amazon.text)).toBe(withoutIds(anthropic.text));
  expect(amazon.headers["request-id"]).toMatch(/^amzn_/);
});

test("path, body and signature are InvokeModel's", async () => {
  const headers = {
    "anthropic-version": "2023-06-01",
    "anthropic-beta": "unknown-2030-01-01, context-1m-2025-08-07,advanced-tool-use-2025-11-20",
  };
  await exchange(bedrock, { ...ask, stream: true }, { ...asked, headers });
  const call = await lastCall();
  expect(call.path).toBe("/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/invoke-with-response-stream");
  expect(call.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAONE\/\d{8}\/us-east-1\/bedrock\/aws4_request,/);
  expect(call.headers).toMatchObject({ "x-amz-security-token": "a-session" });
  expect(Object.keys(call.headers).filter((name) => /^anthropic-|x-api-key/.test(name))).toEqual([]);
  const { model: _, ...sent } = ask;
  expect(JSON.parse(call.body)).toEqual({
    anthropic_version: "bedrock-2023-05-31",
    anthropic_beta: ["context-1m-2025-08-07", "tool-search-tool-2025-10-19"],
    ...sent,
  });
});

test("two identical requests are two identical bodies", async () => {
  const body =
    '{"tools":[{"name":"t","input_schema":{"type":"object","properties":{"b":{},"1":{},"a":{}}}}],"max_tokens":9,"model":"m","messages":[{"content":"\\u00e9","role":"user"}]}';
  await exchange(bedrock, body, asked);
  const once = (await lastCall()).body;
  await exchange(bedrock, body, asked);
  expect((await lastCall()).body).toBe(once);
  expect(once).toContain('"properties":{"b":{},"1":{},"a":{}}');
});

test("an automatic cache marker works there too", async () => {
  const cached = { ...ask, cache_control: { type: "ephemeral" }, messages: [{ role: "user", content: "word ".repeat(4000) }] };
  const usage = async () => ((await exchange(bedrock, cached, asked)).json as { usage: Record<string, number> }).usage;
  expect((await usage()).cache_creation_input_tokens).toBeGreaterThan(1000);
  expect((await usage()).cache_read_input_tokens).toBeGreaterThan(1000);
});

test("a profile's ARN is one segment, and an API key needs no signature", async () => {
  const arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5";
  const keyed = create({ modelIds: { "claude-opus-5": arn }, credentials: { kind: "api-key", secret: "ABSKtest" } });
  expect((await exchange(keyed, { ...ask, model: "claude-opus-5" })).status).toBe(200);
  expect((await lastCall()).path).toContain("inference-profile%2Fus.anthropic.claude-opus-5/invoke");
  const signed = create({ modelIds: { "claude-opus-5": arn } });
  expect((await exchange(signed, { ...ask, model: "claude-opus-5" })).status).toBe(200);
});

test("tokens are counted by the base id, and the count is Anthropic's", async () => {
  const counted = await exchange(bedrock, { model: "m", messages: ask.messages }, { ...asked, path: COUNT_TOKENS_PATH });
  expect(counted.json).toEqual({ input_tokens: expect.any(Number) });
  expect((await lastCall()).path).toBe("/model/anthropic.claude-sonnet-4-5-20250929-v1:0/count-tokens");
});

test("a wrong secret is the operator's fault, and no caller sees a 401 or 403", async () => {
  const wrong = create({ credentials: { kind: "access-key", accessKeyId: "AKIAONE", secretAccessKey: "wrong" } });
  const { error, fault: whose } = judged(await exchange(wrong, ask, asked));
  expect([error.code, whose]).toEqual(["upstream_unavailable", "operator"]);
});

test("a model that the upstream account lacks is the operator's fault", async () => {
  expect(judged(await exchange(bedrock, ask, { modelId: "claude-opus-99" })).fault).toBe("operator");
});

test("what Bedrock cannot do is known before sending, and still refused if sent", async () => {
  const body = { ...ask, mcp_servers: [{ url: "https://example.com" }] };
  const request = { path: "/v1/messages", modelId: SONNET, headers: {}, body: Buffer.from(JSON.stringify(body)), silenceMs: 1 };
  expect(bedrock.refusal(request)).toMatchObject({ code: "invalid_request", param: "mcp_servers" });
  expect(bedrock.refusal({ ...request, body: Buffer.from(JSON.stringify(ask)) })).toBeNull();
  const answer = await exchange(bedrock, body, asked);
  expect(answer.json).toMatchObject({
    type: "error",
    error: { type: "invalid_request_error", message: expect.stringMatching(/^mcp_servers/) },
  });
});

const FAULTS: [name: string, status: number, fault: string][] = [
  ["rate-limit", 429, "upstream"],
  ["overloaded", 529, "upstream"],
  ["server-error", 500, "upstream"],
  ["timeout", 504, "upstream"],
  ["forbidden", 403, "operator"],
];

test.each(FAULTS)("%s becomes status %i, as the %s's", async (name, status, whose) => {
  await fault(name, { retryAfterSeconds: 9 });
  const answer = await exchange(bedrock, { ...ask, stream: true }, asked);
  expect([answer.status, judged(answer).fault]).toEqual([status, whose]);
  expect(answer.headers["retry-after"]).toBe(name === "rate-limit" ? "9" : undefined);
});

test("a stream may be silent for longer than one with pings", async () => {
  const silent = { ...ask, stream: true };
  await fault("slow-first-byte", { ms: 3_500 });
  expect((await exchange(bedrock, silent, { ...asked, silenceMs: 500 })).failure).toBeNull();
  await fault("slow-first-byte", { ms: 3_500 });
  expect((await exchange(first, silent, { silenceMs: 500 })).failure).toBeInstanceOf(UpstreamSilent);
});

test("an exception inside the stream is an error event, and a cut is a failure", async () => {
  await fault("error-event", { type: "rate_limit_error", message: "Too many tokens" });
  const limited = await exchange(bedrock, { ...ask, stream: true }, asked);
  expect(eventsIn(limited.text).at(-1)).toEqual({ type: "error", error: { type: "rate_limit_error", message: "Too many tokens" } });
  await fault("cut", { afterEvent: 3 });
  const cut = await exchange(bedrock, { ...ask, stream: true }, asked);
  expect(cut.failure).toBeInstanceOf(Error);
  expect(eventsIn(cut.text)).toHaveLength(3);
});

test("bytes that trickle in one by one are the same stream", async () => {
  const whole = await exchange(bedrock, { ...ask, max_tokens: 5, stream: true }, asked);
  await fault("trickle", { bytes: 1 });
  const trickled = await exchange(bedrock, { ...ask, max_tokens: 5, stream: true }, asked);
  expect(withoutIds(trickled.text)).toBe(withoutIds(whole.text));
});

test("a damaged frame ends the stream with an error, and the connection with it", async () => {
  await fault("script", { contentType: "application/vnd.amazon.eventstream", chunks: ["\u0000".repeat(40)], ending: "hang" });
  const answer = await exchange(bedrock, { ...ask, stream: true }, asked);
  expect(eventsIn(answer.text)).toMatchObject([{ type: "error", error: { type: "api_error" } }]);
});
