import { expect, test } from "vitest";
import { ASK, frame, MESSAGE, MODEL, USAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { GOLDEN_STREAM, goldenFrames, RelayBench } from "@/lib/relay/testing/relay-bench";
import { answerStream, sent } from "@/lib/relay/testing/scripted-upstream";
import { UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";

const bench = await RelayBench.start();
const MESSAGES = "/api/v1/messages";
const CHAT = "/api/v1/chat/completions";

test("1: a key is accepted as x-api-key and as a bearer token at every endpoint, and without one each format has its 401", async () => {
  bench.answerJson(MESSAGE);
  const { secret } = bench.customer;
  const ways: Record<string, string>[] = [{ "x-api-key": secret }, { "X-Api-Key": secret }, { authorization: `Bearer ${secret}` }];
  for (const headers of ways) {
    for (const path of [MESSAGES, CHAT, "/api/v1/models"]) {
      const body = path === "/api/v1/models" ? undefined : ASK;
      expect((await bench.ask(path, { secret: undefined, headers, body })).status).toBe(200);
    }
  }
  const native = await bench.ask(MESSAGES, { secret: undefined, body: ASK });
  expect(native.status).toBe(401);
  expect(native.json).toEqual({
    type: "error",
    error: { type: "authentication_error", message: expect.any(String) },
    request_id: expect.stringMatching(/^req_/),
  });
  const chat = await bench.ask(CHAT, { secret: undefined, body: ASK });
  expect(chat).toMatchObject({ status: 401, json: { error: { type: "invalid_request_error", param: null, code: "invalid_api_key" } } });
  for (const { headers } of [native, chat]) {
    expect(headers.get("request-id")).toMatch(/^req_/);
    expect(headers.get("x-request-id")).toBe(headers.get("request-id"));
  }
});

test("4: a path is recognised without its query, every refusal is JSON, and the reachability probe is answered", async () => {
  for (const query of ["", "?beta=true", "?beta=true&x=1", "?x=1&beta=true"]) {
    bench.answerJson(MESSAGE);
    const got = await bench.ask(MESSAGES + query, { body: ASK });
    expect([got.status, got.json, bench.upstream.seen[0]?.path]).toEqual([200, MESSAGE, "/v1/messages"]);
  }
  expect(await bench.ask(MESSAGES)).toMatchObject({ status: 405, json: { type: "error" } });
  const unknown = await bench.ask("/api/v1/unknown", { body: {}, headers: { "anthropic-version": "2023-06-01" } });
  expect(unknown).toMatchObject({ status: 404, json: { type: "error", error: { type: "not_found_error" } } });
  expect(unknown.headers.get("content-type")).toBe("application/json");
  expect((await bench.ask("/api/api/hello", { method: "HEAD" })).status).toBeLessThan(500);
});

test("5: version and betas reach the upstream letter by letter, no version means 2023-06-01, and the caller's key stays here", async () => {
  bench.answerJson(MESSAGE);
  const headers = { "anthropic-version": "2026-10-21", "anthropic-beta": "a-2026-01-01,b-2026-02-02", "x-stainless-lang": "js" };
  await bench.ask(MESSAGES, { body: ASK, headers });
  expect(bench.sent.headers).toMatchObject({
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "a-2026-01-01,b-2026-02-02",
    "x-api-key": UPSTREAM_SECRET,
  });
  expect(JSON.stringify(bench.sent.headers)).not.toContain(bench.customer.secret);
  await bench.ask(MESSAGES, { body: ASK });
  expect(bench.sent.headers["anthropic-version"]).toBe("2023-06-01");
  expect(bench.sent.headers).not.toHaveProperty("anthropic-beta");
});

test("6: a body goes up as the bytes that it came as", async () => {
  bench.answerJson(MESSAGE);
  const body = `{ "x_future":{"b":1,"a":2},"tools":[{"name":"t","input_schema":{"type":"object","properties":{"z":{},"a":{}}}}],
    "messages":[{"content":"caf\\u00e9 1","role":"user"}],"max_tokens":50,"temperature":1.0,"model":"${MODEL}"}`;
  expect((await bench.ask(MESSAGES, { body })).status).toBe(200);
  expect(bench.sent.text).toBe(body);
});

test("7: a stream comes down as the bytes that it came as, and Anthropic's client reads thinking, text and two calls", async () => {
  bench.answerStream(...goldenFrames());
  const got = await bench.ask(MESSAGES, { body: { ...ASK, stream: true } });
  expect(got.text).toBe(GOLDEN_STREAM);
  expect(await bench.event()).toMatchObject({
    charge_nano: USAGE_CHARGE_NANO,
    input_tokens: 12,
    cache_write_5m_tokens: 1_000,
    cache_write_1h_tokens: 2_000,
    cache_read_tokens: 20_000,
    output_tokens: 150,
  });
  const message = await bench.anthropic().messages.stream(ASK).finalMessage();
  expect(message.content.map((block) => block.type)).toEqual(["thinking", "text", "tool_use", "tool_use"]);
  expect(message.content.slice(2)).toMatchObject([{ input: { city: "Paris" } }, { input: {} }]);
  expect(message.usage).toMatchObject({ output_tokens: 150, cache_creation: USAGE.cache_creation });
});

test("12: an upstream's error in a stream is its last frame, and one that breaks off or stops too soon gets one from us", async () => {
  const overloaded = frame("error", { error: { type: "overloaded_error", message: "Overloaded" } });
  const begun = goldenFrames().slice(0, 9);
  bench.answerStream(...begun, overloaded);
  expect((await bench.ask(MESSAGES, { body: { ...ASK, stream: true } })).text).toBe(begun.join("") + overloaded);
  expect(await bench.event()).toMatchObject({ outcome: "settled", reason: "upstream_cut", input_tokens: 12, is_estimated: true });
  for (const ending of ["reset", "end"]) {
    bench.upstream.play(answerStream(begun, (response) => (ending === "end" ? response.end() : response.destroy())));
    const { text } = await bench.ask(MESSAGES, { body: { ...ASK, stream: true } });
    expect(text.startsWith(begun.join(""))).toBe(true);
    expect(text.slice(begun.join("").length)).toMatch(
      /^event: error\ndata: \{"type":"error","error":\{"type":"api_error","message":".+"\}\}\n\n$/,
    );
    bench.upstream.play(answerStream(begun, (response) => (ending === "end" ? response.end() : response.destroy())));
    await expect(bench.anthropic().messages.stream(ASK).finalMessage()).rejects.toThrow();
  }
});

test.each([
  { path: MESSAGES, before: ": \n\n", after: 'event: ping\ndata: {"type": "ping"}\n\n' },
  { path: CHAT, before: ": keepalive\n\n", after: ": keepalive\n\n" },
])("14: while the upstream is silent $path says that it lives, in a way that its clients pass over", async ({ path, before, after }) => {
  const frames = goldenFrames();
  let goOn = () => {};
  bench.upstream.play(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await sent(response, frames[0] as string);
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
    response.end(frames.slice(1).join(""));
  });
  const headers = { "x-api-key": bench.customer.secret };
  const response = await fetch(bench.relay.url + path, { method: "POST", headers, body: JSON.stringify({ ...ASK, stream: true }) });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let text = "";
  const until = async (part: string) => {
    while (!text.includes(part)) text += new TextDecoder().decode((await reader.read()).value);
  };
  bench.relay.openStreams.tick(performance.now() + 16_000);
  await until(before);
  expect(text).toBe(before);
  goOn();
  await until(path === CHAT ? '"role":"assistant"' : "message_start");
  text = "";
  bench.relay.openStreams.tick(performance.now() + 16_000);
  await until(after);
  goOn();
  await until(path === CHAT ? "[DONE]" : "message_stop");
  if (path === CHAT) expect(text).not.toContain("event:");
});

test("24: a cache is warmed with max_tokens 0, and both families read one list of models and its 404", async () => {
  bench.answerJson({ ...MESSAGE, content: [], stop_reason: "max_tokens", usage: { ...USAGE, output_tokens: 0 } });
  const warmed = await bench.anthropic().messages.create({ ...ASK, max_tokens: 0 });
  expect(warmed).toMatchObject({ content: [], stop_reason: "max_tokens" });
  expect(await bench.event()).toMatchObject({ output_tokens: 0, cache_write_1h_tokens: 2_000, charge_nano: 21_786_000n });

  const [anthropic, openai] = [bench.anthropic(), bench.openai()];
  const [theirs, ours]: [string[], string[]] = [[], []];
  for await (const { id } of anthropic.models.list({ limit: 2 })) theirs.push(id);
  for await (const { id } of openai.models.list()) ours.push(id);
  expect(theirs).toEqual(ours);
  expect(new Set(theirs).size).toBe(theirs.length);
  expect(await anthropic.models.retrieve(MODEL)).toMatchObject({ id: MODEL, type: "model", max_tokens: 128_000 });
  expect(await openai.models.retrieve(MODEL)).toMatchObject({ id: MODEL, object: "model" });
  await expect(anthropic.models.retrieve("claude-none")).rejects.toMatchObject({ status: 404, type: "not_found_error" });
  await expect(openai.models.retrieve("claude-none")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
});
