import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { revokeKey } from "@/lib/keys/revoke-key";
import { newSecret } from "@/lib/keys/secret";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";
import { PROMPTLY } from "@/lib/testing/promptly";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
});

const MIB = 1024 * 1024;

/** Expects no upstream request, no hold, no charge, no event, and books that balance. */
async function expectNothingHappened(of: Customer, availableNano = 5_000_000_000n): Promise<void> {
  expect(upstream.seen).toEqual([]);
  expect(await readWallet(of.workspaceId)).toMatchObject({ availableNano, heldNano: 0n, spentTotalNano: 0n, holdsInFlight: 0 });
  expect(await eventsOf(of)).toEqual([]);
  await expectBooksBalance(of.workspaceId);
}

test("more than the model's max_tokens is refused in Anthropic's format, and lowered in OpenAI's", async () => {
  const body = { ...ASK, max_tokens: 10_000_000 };
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body })).status).toBe(400);
  await expectNothingHappened(customer);
  const got = await ask(`${relay.url}/api/v1/chat/completions`, { secret: customer.secret, body });
  expect([got.status, got.headers.get("x-relais-ignored")]).toEqual([200, "max_tokens"]);
});

describe.each([
  { path: "/api/v1/messages", type: { unauthenticated: "authentication_error", empty: "billing_error" } },
  { path: "/api/v1/chat/completions", type: { unauthenticated: "invalid_request_error", empty: "insufficient_quota" } },
])("$path", ({ path, type }) => {
  const at = () => relay.url + path;

  test.each([
    ["no key", {}],
    ["a key of somebody else's making", { secret: "sk-ant-something" }],
    ["a mistyped key", { secret: `${newSecret().slice(0, -1)}!` }],
    ["an unknown key", { secret: newSecret() }],
  ])("%s is refused with 401 in the caller's format", async (_, { secret }: { secret?: string }) => {
    const got = await ask(at(), { secret, body: ASK });
    expect(got).toMatchObject({ status: 401, json: { error: { type: type.unauthenticated } } });
    expect(got.headers.get("request-id")).toMatch(/^req_/);
    expect(got.headers.get("x-request-id")).toBe(got.headers.get("request-id"));
    expect(upstream.seen).toEqual([]);
  });

  test("a revoked key is refused from the next call on", async () => {
    expect((await ask(at(), { secret: customer.secret, body: ASK })).status).toBe(200);
    upstream.play(answerJson(MESSAGE));
    await revokeKey(SYSTEM_ACTOR, customer.workspaceId, customer.keyId);
    await expect.poll(async () => (await ask(at(), { secret: customer.secret, body: ASK })).status, PROMPTLY).toBe(401);
  });

  test.each<[string, unknown]>([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["empty", ""],
    ["no model", { ...ASK, model: undefined }],
    ["a model that is no text", { ...ASK, model: 7 }],
    ["messages that are none", { ...ASK, messages: "hello" }],
    ["negative max_tokens", { ...ASK, max_tokens: -1 }],
    ["half a max_tokens", { ...ASK, max_tokens: 1.5 }],
    ["max_tokens as text", { ...ASK, max_tokens: "many" }],
    ["max_tokens beyond any number", `{"model":"${ASK.model}","max_tokens":1e400,"messages":[]}`],
  ])("a body with %s is a 400 that charges nothing", async (_, body) => {
    const got = await ask(at(), { secret: customer.secret, body });
    expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
    await expectNothingHappened(customer);
  });

  test("an unknown model is a 404, and so is one that only begins like a known one", async () => {
    for (const model of ["gpt-5", `${ASK.model}-x`, ASK.model.slice(0, -1)]) {
      expect(await ask(at(), { secret: customer.secret, body: { ...ASK, model } })).toMatchObject({ status: 404 });
    }
    await expectNothingHappened(customer);
  });

  test("an empty balance is a 402 that says what is there, what is needed and what would fit", async () => {
    const poor = await newCustomer(10_000_000n);
    const got = await ask(at(), { secret: poor.secret, body: { ...ASK, max_tokens: 10_000 } });
    expect(got).toMatchObject({ status: 402, json: { error: { type: type.empty, available: "0.01", held: "0" } } });
    const fits = got.json.error?.max_tokens_that_fits as number;
    await expectNothingHappened(poor, 10_000_000n);
    expect((await ask(at(), { secret: poor.secret, body: { ...ASK, max_tokens: fits + 1 } })).status).toBe(402);
    expect((await ask(at(), { secret: poor.secret, body: { ...ASK, max_tokens: fits } })).status).toBe(200);
  });

  test("a frozen wallet is refused", async () => {
    await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [customer.workspaceId]);
    expect((await ask(at(), { secret: customer.secret, body: ASK })).status).toBe(402);
    await expectNothingHappened(customer);
  });

  test("a body over 32 MB is a 413, by its declared length and by what comes", async () => {
    const body = JSON.stringify({ ...ASK, messages: [{ role: "user", content: "x".repeat(33 * MIB) }] });
    expect((await ask(at(), { secret: customer.secret, body })).status).toBe(413);
    const chunked = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 33; sent += 1) controller.enqueue(new Uint8Array(MIB).fill(32));
        controller.close();
      },
    });
    const response = await fetch(at(), {
      method: "POST",
      headers: { authorization: `Bearer ${customer.secret}` },
      body: chunked,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    await expectNothingHappened(customer);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    // Compression at its highest quality takes seconds.
    ["br", (bytes: string | Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ] as const)("a %s body is read, one that unpacks to more than 32 MB is a 413, a broken one a 400", async (encoding, pack) => {
    const send = (body: Uint8Array) => ask(at(), { secret: customer.secret, body, headers: { "content-encoding": encoding } });
    expect((await send(pack(Buffer.alloc(33 * MIB)))).status).toBe(413);
    expect((await send(Buffer.from("nothing of the kind"))).status).toBe(400);
    await expectNothingHappened(customer);
    expect((await send(pack(JSON.stringify(ASK)))).status).toBe(200);
    expect(JSON.parse(upstream.seen[0]?.body.toString() ?? "")).toMatchObject({ model: ASK.model });
    expect(await readWallet(customer.workspaceId)).toMatchObject({ spentTotalNano: USAGE_CHARGE_NANO });
  });

  test.each(["compress", "constructor", "__proto__"])("an encoding that nobody here knows (%s) is a 415", async (encoding) => {
    const got = await ask(at(), { secret: customer.secret, body: "x", headers: { "content-encoding": encoding } });
    expect(got).toMatchObject({ status: 415, json: { error: { type: "invalid_request_error" } } });
    await expectNothingHappened(customer);
  });

  test("another method is a 405 that names the right one", async () => {
    const got = await ask(at(), { secret: customer.secret, method: "GET" });
    expect(got).toMatchObject({ status: 405, json: { error: {} } });
    expect(got.headers.get("allow")).toBe("POST");
  });
});

test("max_tokens is required on /messages", async () => {
  const { max_tokens: _, ...body } = ASK;
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body });
  expect(got).toMatchObject({ status: 400, json: { type: "error", error: { type: "invalid_request_error" } } });
  expect(got.json.error?.message).toContain("max_tokens");
  await expectNothingHappened(customer);
});

test("a model without a price is not served and not listed", async () => {
  await postgres().query(
    `INSERT INTO model SELECT 'claude-unpriced', display_name, line, released_on, lifecycle, retires_on, context_tokens, max_output_tokens,
       min_cacheable_tokens, capabilities FROM model WHERE id = $1`,
    [ASK.model],
  );
  await relay.reloadPrices();
  const { secret } = customer;
  expect((await ask(`${relay.url}/api/v1/messages`, { secret, body: { ...ASK, model: "claude-unpriced" } })).status).toBe(404);
  expect((await ask(`${relay.url}/api/v1/models/claude-unpriced`, { secret })).status).toBe(404);
  expect((await ask(`${relay.url}/api/v1/models`, { secret })).text).not.toContain("claude-unpriced");
  await expectNothingHappened(customer);
});

test("an unknown path is a 404 in JSON, in Anthropic's format for Anthropic's clients", async () => {
  const at = `${relay.url}/api/v1/unknown`;
  expect(await ask(at, { body: {} })).toMatchObject({ status: 404, json: { error: { code: "not_found" } } });
  expect(await ask(at, { body: {}, headers: { "anthropic-version": "2023-06-01" } })).toMatchObject({
    status: 404,
    json: { type: "error", error: { type: "not_found_error" } },
  });
});

test("the probe of Claude Code is answered without a key", async () => {
  expect((await ask(`${relay.url}/api/api/hello`, { method: "HEAD" })).status).toBe(200);
});
