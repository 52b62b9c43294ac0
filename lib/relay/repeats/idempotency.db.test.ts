import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, askAt, MESSAGE, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { answerError, answerJson, answerStream, type ScriptedUpstream, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, startTestRelay, type TestRelay } from "@/lib/relay/testing/test-relay";

let upstream: ScriptedUpstream;
let relay: TestRelay;
/** Equivalent to another process: it has its own ledger and memory. */
let elsewhere: TestRelay;
let customer: Customer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  [relay, elsewhere] = [await startTestRelay(upstream.url), await startTestRelay(upstream.url)];
});
afterAll(async () => {
  await relay.close();
  await elsewhere.close();
  await upstream.close();
});
beforeEach(async () => {
  customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
});

const REPLAY = "x-relais-idempotent-replay";
const charged = async () => (await eventsOf(customer)).filter(({ charge_nano }) => charge_nano > 0n);

async function expectPaidOnce(): Promise<void> {
  expect(await charged()).toMatchObject([{ charge_nano: USAGE_CHARGE_NANO }]);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ spentTotalNano: USAGE_CHARGE_NANO, heldNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(customer.workspaceId);
}

describe.each([
  { path: "/api/v1/messages", conflict: { type: "conflict_error" } },
  { path: "/api/v1/chat/completions", conflict: { type: "invalid_request_error", code: "idempotent_call_charged" } },
  { path: "/api/v1/responses", conflict: { type: "invalid_request_error", code: "idempotent_call_charged" } },
])("$path", ({ path, conflict }) => {
  const call = (at = relay, fields: Parameters<typeof askAt>[1] = {}, key = "key-1") =>
    ask(at.url + path, { secret: customer.secret, body: askAt(path, fields), headers: { "idempotency-key": key } });

  test("a repeat in the same process is given the same bytes, and nothing is asked or charged for it", async () => {
    const [first, second] = [await call(), await call()];
    expect(second.text).toBe(first.text);
    expect([first.headers.get(REPLAY), second.headers.get(REPLAY)]).toEqual([null, "true"]);
    expect(second.headers.get("request-id")).toBe(first.headers.get("request-id"));
    expect(upstream.seen).toHaveLength(1);
    await expectPaidOnce();
  });

  test("a stream's repeat is given the same bytes once it has ended", async () => {
    upstream.play(answerStream(STREAM));
    const [first, second] = [await call(relay, { stream: true }), await call(relay, { stream: true })];
    expect(second.text).toBe(first.text);
    expect([second.headers.get(REPLAY), second.headers.get("content-type")]).toEqual(["true", first.headers.get("content-type")]);
    expect(upstream.seen).toHaveLength(1);
    await expectPaidOnce();
  });

  test("elsewhere a repeat is a 409 that names the call, its charge and its receipt, and that no client tries again", async () => {
    const first = await call();
    const second = await call(elsewhere);
    const requestId = first.headers.get("request-id") as string;
    const receipt = `/api/v1/calls/${requestId.slice(4)}`;
    const error = {
      ...conflict,
      reason: "idempotent_call_charged",
      call: requestId,
      state: "settled",
      http_status: 200,
      charge: "0.024036",
      receipt,
    };
    expect(second).toMatchObject({ status: 409, json: { error } });
    expect(second.json.error?.message).toContain(`as ${requestId}: it ended with status 200 and was charged $0.024036`);
    expect([second.headers.get("x-should-retry"), second.headers.get("retry-after")]).toEqual(["false", null]);
    expect((await ask(relay.url + receipt, { secret: customer.secret })).json).toMatchObject({ charge: "0.024036" });
    await expectPaidOnce();
  });

  test("the same key with another body is a 409, in every process, while the call runs and after", async () => {
    await call();
    for (const at of [relay, elsewhere]) {
      const got = await call(at, { max_tokens: 999 });
      expect(got).toMatchObject({ status: 409, json: { error: { reason: "idempotency_key_reused" } } });
      expect(got.headers.get("x-should-retry")).toBe("false");
    }
    expect(upstream.seen).toHaveLength(1);
    await expectPaidOnce();
  });

  test("a call that was free is made by its repeat", async () => {
    upstream.play(answerError(529, "overloaded_error", "Overloaded"));
    expect((await call()).status).toBeGreaterThanOrEqual(500);
    upstream.play(answerJson(MESSAGE));
    const got = await call(elsewhere);
    expect([got.status, got.headers.get(REPLAY)]).toEqual([200, null]);
    await expectPaidOnce();
  });

  test("20 repeats at once over two processes: one upstream call, one charge, and each caller has the answer or the reason", async () => {
    const got = await Promise.all(Array.from({ length: 20 }, (_, n) => call(n % 2 ? relay : elsewhere)));
    expect(upstream.seen).toHaveLength(1);
    const answered = got.filter(({ status }) => status === 200);
    expect(answered).toHaveLength(10);
    expect(new Set(answered.map(({ text }) => text)).size).toBe(1);
    expect(got.filter(({ status }) => status === 409)).toHaveLength(10);
    await expectPaidOnce();
  });

  test.each(["", "x".repeat(256), "k\u00e9y"])("a key that is none is a 400: %j", async (key) => {
    expect(await call(relay, {}, Buffer.from(key).toString("latin1"))).toMatchObject({
      status: 400,
      json: { error: { type: "invalid_request_error" } },
    });
    expect(upstream.seen).toEqual([]);
  });
});

test("a key that is used at another endpoint is another request", async () => {
  const call = (path: string) => ask(relay.url + path, { secret: customer.secret, body: ASK, headers: { "idempotency-key": "key-1" } });
  expect((await call("/api/v1/messages")).status).toBe(200);
  expect(await call("/api/v1/chat/completions")).toMatchObject({ status: 409, json: { error: { reason: "idempotency_key_reused" } } });
});

test("a repeat of a call that still runs waits for it in its process; elsewhere it is refused, to be tried again", async () => {
  let answer = () => {};
  const isAsked = new Promise<void>((resolve) => {
    upstream.play((response, request) => {
      answer = () => void answerJson(MESSAGE)(response, request);
      resolve();
    });
  });
  const call = (at: TestRelay) =>
    ask(`${at.url}/api/v1/messages`, { secret: customer.secret, body: ASK, headers: { "idempotency-key": "k" } });
  const first = call(relay);
  await isAsked;
  const second = call(relay);
  const refused = await call(elsewhere);
  expect(refused).toMatchObject({ status: 409, json: { error: { reason: "idempotent_call_running", state: "running", charge: null } } });
  expect([refused.headers.get("retry-after"), refused.headers.get("x-should-retry")]).toEqual(["5", null]);
  answer();
  expect((await second).text).toBe((await first).text);
  await expectPaidOnce();
});

test("repeats that wait for a call that then fails: one of them is made, and the others are given its answer", async () => {
  const asked: (() => void)[] = [];
  let isFirst = true;
  upstream.play((response, request) => {
    const script = isFirst ? answerError(400, "invalid_request_error", "no") : answerJson(MESSAGE);
    isFirst = false;
    asked.push(() => void script(response, request));
    if (asked.length > 1) asked.at(-1)?.();
  });
  const call = () => ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: ASK, headers: { "idempotency-key": "k" } });
  const calls = Array.from({ length: 6 }, call);
  await expect.poll(() => asked.length).toBe(1);
  asked[0]?.();
  expect((await Promise.all(calls)).map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 400]);
  expect(upstream.seen).toHaveLength(2);
  await expectPaidOnce();
});

test.each([true, false])("a client whose connection broke gets by its repeat what it paid for (stream: %s)", async (stream) => {
  let answer = () => {};
  const isAsked = new Promise<void>((resolve) => {
    upstream.play((response, request) => {
      answer = () => void (stream ? answerStream(STREAM) : answerJson(MESSAGE))(response, request);
      resolve();
    });
  });
  const text = JSON.stringify({ ...ASK, stream });
  const socket = connect(Number.parseInt(new URL(relay.url).port, 10), "127.0.0.1");
  const head = `POST /api/v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: ${customer.secret}\r\nidempotency-key: k\r\n`;
  socket.write(`${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  await isAsked;
  socket.destroy();
  await once(socket, "close");
  answer();
  await expect.poll(charged).toHaveLength(1);
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: text, headers: { "idempotency-key": "k" } });
  expect([got.status, got.headers.get(REPLAY), got.text]).toEqual([200, "true", stream ? STREAM.join("") : JSON.stringify(MESSAGE)]);
  await expectPaidOnce();
});
