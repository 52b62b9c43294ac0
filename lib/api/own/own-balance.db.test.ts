import { expect, test } from "vitest";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();

test("a call is found by its request id, with a receipt whose lines are its charge", async () => {
  const { secret } = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const called = await ask(`${relay.url}/api/v1/messages`, { secret, body: ASK });
  const { json } = await ask(`${relay.url}/api/v1/calls/${called.headers.get("request-id")}`, { secret });
  expect(json).toMatchObject({
    object: "call",
    model: ASK.model,
    endpoint: "messages",
    outcome: "settled",
    upstream: "claude-api",
    upstream_request_id: "req_upstream",
    charge: "0.024036",
    price_version: 1,
    usage: {
      input_tokens: 12,
      cache_creation: { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 },
      cache_read_input_tokens: 20_000,
      output_tokens: 150,
    },
    receipt: { amount: "0.024036" },
  });
  const { lines } = json.receipt as { lines: { tokens: number; price_pico_per_token: string; multiplier_ppm: string }[] };
  const sum = lines.reduce(
    (total, line) => total + BigInt(line.tokens) * BigInt(line.price_pico_per_token) * BigInt(line.multiplier_ppm),
    0n,
  );
  expect(sum).toBe(24_036_000n * 1_000n * 1_000_000n);
});

test("calls are listed newest first, page by page, each of them once", async () => {
  const { secret } = await newCustomer();
  upstream.play(answerJson(MESSAGE));
  const made: string[] = [];
  for (let n = 0; n < 3; n += 1)
    made.push((await ask(`${relay.url}/api/v1/messages`, { secret, body: ASK })).headers.get("request-id") ?? "");
  const listed: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { json } = await ask(`${relay.url}/api/v1/calls?limit=2${cursor && `&cursor=${cursor}`}`, { secret });
    listed.push(...(json.data as { request_id: string }[]).map((call) => call.request_id));
    cursor = json.next_cursor as string | null;
  }
  expect(listed).toEqual(made.reverse());
  for (const query of [
    "limit=0",
    "limit=101",
    "limit=x",
    "stream=maybe",
    "model=%00",
    "cursor=nonsense",
    "outcome=lost",
    "from=yesterday",
    "key_id=1",
  ]) {
    expect((await ask(`${relay.url}/api/v1/calls?${query}`, { secret })).status).toBe(400);
  }
});

test("another workspace's call does not exist", async () => {
  const [one, other] = [await newCustomer(), await newCustomer()];
  upstream.play(answerJson(MESSAGE));
  const called = await ask(`${relay.url}/api/v1/messages`, { secret: one.secret, body: ASK });
  const at = `${relay.url}/api/v1/calls/${called.headers.get("request-id")}`;
  expect((await ask(at, { secret: other.secret })).status).toBe(404);
  expect((await ask(at, { secret: one.secret })).status).toBe(200);
});

test("the balance and the key say what was spent and what is left, in exact dollars", async () => {
  const { secret, workspaceId, keyId } = await newCustomer(1_000_000_000n);
  upstream.play(answerJson(MESSAGE));
  await ask(`${relay.url}/api/v1/messages`, { secret, body: ASK });
  expect((await ask(`${relay.url}/api/v1/balance`, { secret })).json).toEqual({
    object: "balance",
    currency: "usd",
    available: "0.975964",
    held: "0",
    settled: "0.024036",
    debt: "0",
    calls_in_flight: 0,
    is_frozen: false,
    lots: [
      {
        id: expect.any(String),
        kind: "paid",
        granted: "1",
        left: "0.975964",
        expires_at: null,
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ],
  });
  expect((await ask(`${relay.url}/api/v1/key`, { secret })).json).toMatchObject({
    id: keyId,
    workspace_id: workspaceId,
    last_four: secret.slice(-4),
    requests: 1,
    spent: "0.024036",
    remaining: "0.975964",
  });
});
