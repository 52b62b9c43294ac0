import { request } from "node:http";
import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { ASK, frame, MESSAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { goldenFrames, RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerError, answerJson } from "@/lib/relay/testing/scripted-upstream";
import { rawFrame } from "@/lib/relay/testing/zstd-frames";

const bench = await RelayBench.start();
const MESSAGES = "/api/v1/messages";

describe("headers", () => {
  test("for Anthropic go up whether or not anybody here knows them, and no others do", async () => {
    bench.answerJson(MESSAGE);
    const theirs = { "anthropic-beta": "a-2026-01-01", "anthropic-future-thing": "x y", "x-claude-code-session-id": "0190" };
    const ours = { "x-stainless-retry-count": "1", cookie: "a=1", "x-forwarded-for": "1.2.3.4", "user-agent": "mine/1" };
    const accounts = { "anthropic-workspace-id": "w", "anthropic-organization-id": "o", "anthropic-user-profile-id": "p" };
    await bench.ask(MESSAGES, { body: ASK, headers: { ...theirs, ...ours, ...accounts } });
    expect(bench.sent.headers).toMatchObject(theirs);
    const others = Object.keys(bench.sent.headers).filter((name) => !(name in theirs));
    expect(others.sort()).toEqual(["anthropic-version", "connection", "content-length", "content-type", "host", "x-api-key"]);
  });

  test.each([
    ["a bill to somebody else", { billing_policy: { bill_to: "user_profile" } }, "billing_policy"],
    ["another customer's name", { user_profile_id: "uprof_01" }, "user_profile_id"],
  ])("%s in the body is refused in Claude's words, and nothing is sent or charged", async (_, field, name) => {
    bench.answerJson(MESSAGE);
    const got = await bench.ask(MESSAGES, { body: { ...ASK, ...field } });
    const error = { type: "invalid_request_error", message: `${name}: Extra inputs are not permitted` };
    expect(got).toMatchObject({ status: 400, json: { type: "error", error } });
    expect(bench.upstream.seen).toEqual([]);
  });

  test("of an upstream's answer stay here: they are of the operator's account", async () => {
    const account = {
      "anthropic-organization-id": "org_ours",
      "anthropic-ratelimit-requests-remaining": "3999",
      "anthropic-ratelimit-unified-status": "allowed",
      "set-cookie": "__cf=1",
      server: "cloudflare",
    };
    for (const script of [answerJson(MESSAGE, 200, account), answerError(400, "invalid_request_error", "No.", account)]) {
      bench.upstream.play(script);
      const { headers } = await bench.ask(MESSAGES, { body: ASK });
      for (const [name, value] of Object.entries(account)) expect(headers.get(name)).not.toBe(value);
      expect(headers.get("request-id")).not.toBe("req_upstream");
    }
  });

  test("that are repeated are joined, as betas are", async () => {
    bench.answerJson(MESSAGE);
    const { hostname, host, port } = new URL(bench.relay.url);
    const body = JSON.stringify(ASK);
    const headers = ["host", host, "x-api-key", bench.customer.secret, "anthropic-beta", "a-2026-01-01", "anthropic-beta", "b-2026-02-02"];
    const sending = {
      hostname,
      port,
      path: `${MESSAGES}?beta=true`,
      method: "POST",
      headers: [...headers, "content-length", `${body.length}`],
    };
    const status = await new Promise((resolve) => {
      request(sending, (response) => resolve(response.resume().statusCode)).end(body);
    });
    expect(status).toBe(200);
    expect(bench.sent.headers["anthropic-beta"]).toBe("a-2026-01-01, b-2026-02-02");
  });
});

test("both versions of Anthropic's API pass with its client, and the upstream decides about what only one of them takes", async () => {
  const refusal = "temperature: this parameter is not supported with anthropic-version 2026-10-21";
  for (const version of ["2023-06-01", "2026-10-21"]) {
    bench.upstream.play(version === "2023-06-01" ? answerJson(MESSAGE) : answerError(400, "invalid_request_error", refusal));
    const client = new Anthropic({
      apiKey: bench.customer.secret,
      baseURL: `${bench.relay.url}/api`,
      maxRetries: 0,
      defaultHeaders: { "anthropic-version": version },
    });
    const answer = await client.messages.create({ ...ASK, temperature: 0.5 } as never).catch((error) => error);
    expect(bench.sent.headers["anthropic-version"]).toBe(version);
    expect(bench.sent.json.temperature).toBe(0.5);
    if (version === "2023-06-01") expect(answer).toMatchObject({ type: "message" });
    else expect(answer).toMatchObject({ status: 400, type: "invalid_request_error", message: expect.stringContaining(refusal) });
  }
});

test.each<[number, string, string, object?]>([
  [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"],
  [400, "invalid_request_error", "messages.1.content.0: Invalid `signature` in `thinking` block", { error_code: "thread_x" }],
  [404, "not_found_error", "model: claude-sonnet-4-6"],
  [413, "request_too_large", "Request exceeds the maximum size"],
])("a mistake of the caller's keeps the upstream's words and code (%i %s: %s)", async (status, type, message, details) => {
  bench.answerJson({});
  bench.upstream.play(answerJson({ type: "error", error: { type, message, ...(details && { details }) } }, status));
  const got = await bench.ask(MESSAGES, { body: ASK });
  expect(got.status).toBe(status);
  expect(got.json).toEqual({
    type: "error",
    error: { type, message, ...(details && { details }) },
    request_id: expect.stringMatching(/^req_/),
  });
  expect(await bench.event()).toMatchObject({ outcome: "released", charge_nano: 0n });
});

test("events, blocks and fields that nobody here knows come down as they are, and the call is charged", async () => {
  const [start, ...rest] = goldenFrames();
  const unknown = [
    frame("future_event", { of: "a kind", delta: { text: "é" } }),
    frame("content_block_start", { index: 9, content_block: { type: "future_block", x: [1, { y: null }] } }),
    frame("content_block_delta", { index: 9, delta: { type: "future_delta", z: 1.0 } }),
    frame("content_block_stop", { index: 9 }),
    ": a comment\n\n",
  ];
  const frames = [start as string, ...unknown, ...rest];
  bench.answerStream(...frames);
  expect((await bench.ask(MESSAGES, { body: { ...ASK, stream: true } })).text).toBe(frames.join(""));
  expect(await bench.event()).toMatchObject({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO });
  const whole = { ...MESSAGE, content: [{ type: "future_block", x: 1 }], future: { y: 2 } };
  bench.answerJson(whole);
  expect((await bench.ask(MESSAGES, { body: ASK })).json).toEqual(whole);
});

test("a zstd body is read, and one that is none is refused, free of charge", async () => {
  bench.answerJson(MESSAGE);
  const json = Buffer.from(JSON.stringify(ASK));
  const body = rawFrame(json);
  expect((await bench.ask(MESSAGES, { body, headers: { "content-encoding": "zstd" } })).status).toBe(200);
  expect(bench.sent.json).toEqual(ASK);
  const broken = await bench.ask(MESSAGES, { body: body.subarray(0, body.length - 1), headers: { "content-encoding": "zstd" } });
  expect(broken).toMatchObject({ status: 400, json: { error: { message: "The body is not valid zstd. Nothing was charged." } } });
  expect(await bench.events()).toHaveLength(1);
});

test.each([
  ["/api", 200],
  ["/api/", 200],
  ["/api/api/hello", 200],
  [MESSAGES, 405],
  ["/api/v1/models", 401],
])("a HEAD of %s without a key is answered with %i and no body", async (path, status) => {
  const got = await bench.ask(path, { method: "HEAD", secret: undefined });
  expect([got.status, got.text]).toEqual([status, ""]);
});

describe("models", () => {
  test("are listed page by page where a client asks so, forwards and backwards", async () => {
    const { models } = bench.anthropic();
    const all = (await models.list()).data.map(({ id }) => id);
    const paged: string[] = [];
    for await (const { id } of models.list({ limit: 3 })) paged.push(id);
    expect(paged).toEqual(all);
    expect(await models.list({ limit: 2, after_id: all[1] })).toMatchObject({ data: [{ id: all[2] }, { id: all[3] }], has_more: true });
    const before = await models.list({ limit: 2, before_id: all[1] });
    expect([before.data.map(({ id }) => id), before.has_more]).toEqual([[all[0]], false]);
    await expect(models.list({ limit: 0 })).rejects.toMatchObject({ status: 400 });
    await expect(models.list({ after_id: "claude-none" })).rejects.toMatchObject({ status: 400 });
  });

  test("are found by an alias, under the name that they are billed by", async () => {
    expect(await bench.anthropic().models.retrieve("claude-opus-4-5")).toMatchObject({ id: "claude-opus-4-5-20251101" });
    expect(await bench.openai().models.retrieve("claude-haiku-4-5")).toMatchObject({ id: "claude-haiku-4-5-20251001" });
  });
});

test("a conversation that the server should keep is refused, and Anthropic's client goes on without", async () => {
  const client = new Anthropic({ apiKey: bench.customer.secret, baseURL: `${bench.relay.url}/api`, maxRetries: 0 });
  const asking = { model: ASK.model, max_tokens: 20 };
  const before = bench.upstream.seen.length;
  const refused = client.beta.messages.thread(asking).send({ role: "user", content: "Hello" });
  await expect(refused).rejects.toMatchObject({ status: 400, errorCode: "thread_unsupported_request" });
  expect(bench.upstream.seen).toHaveLength(before);
  bench.answerJson(MESSAGE);
  const thread = client.beta.messages.thread({ ...asking, unsupportedRequestBehavior: "continue_unthreaded" });
  await thread.send({ role: "user", content: "Hello" });
  await thread.send({ role: "user", content: "And now?" });
  expect(bench.sent.json.messages).toHaveLength(3);
  expect(bench.sent.json).not.toHaveProperty("thread");
});
