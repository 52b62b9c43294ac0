import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { type Customer, eventsOf, newCustomer, startPooledRelay, type TestRelay } from "@/lib/relay/testing/test-relay";
import type { UpstreamAccount } from "@/lib/upstreams/account";
import { UpstreamPool } from "@/lib/upstreams/pool/pool";
import { control, fault, lastCall, standInUrl } from "@/lib/upstreams/testing/claude-stand-in";
import { amazonKey, serviceAccount } from "@/lib/upstreams/testing/cloud-credentials";

const MODEL = "claude-sonnet-4-6";
const QUESTION = { model: MODEL, max_tokens: 400, messages: [{ role: "user", content: "Tell me something" }] };

const ACCOUNTS: UpstreamAccount[] = [
  { kind: "claude-api", name: "claude", secret: "sk-claude", baseUrl: standInUrl },
  {
    kind: "bedrock",
    name: "bedrock",
    region: "us-east-1",
    route: { endpoint: "runtime", profile: "us" },
    credentials: amazonKey,
    baseUrl: standInUrl,
  },
  {
    kind: "vertex",
    name: "vertex",
    project: "p",
    location: "global",
    credentials: serviceAccount,
    baseUrl: standInUrl,
  },
];

let pool: UpstreamPool;
let relay: TestRelay;
let customer: Customer;

beforeAll(async () => {
  pool = new UpstreamPool(ACCOUNTS.map((account) => ({ id: account.name, weight: 1, isDraining: false, account })));
  relay = await startPooledRelay(pool);
});
afterAll(() => relay.close());
beforeEach(async () => {
  await control("DELETE", "faults");
  customer = await newCustomer();
});

function sessionAt(name: string): Record<string, string> {
  for (;;) {
    const session = newId();
    const [home] = pool.inOrder(MODEL, () => `${customer.workspaceId} ${MODEL} ${session}`);
    if (home?.name === name) return { "x-session-id": session };
  }
}
const send = (name: string, fields: object = {}): Promise<Got> =>
  ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, headers: sessionAt(name), body: { ...QUESTION, ...fields } });

async function costOf(id: string): Promise<{ modifiers: string[]; price_nano: bigint; upstream_cost_nano: bigint; hold_nano: bigint }> {
  const { rows } = await postgres().query("SELECT modifiers, price_nano, upstream_cost_nano, hold_nano FROM usage_event WHERE id = $1", [
    id,
  ]);
  return rows[0];
}

describe.each(["claude", "bedrock", "vertex"])("%s", (name) => {
  test("a client that leaves in the middle of a stream is charged for all that the upstream reports, once", async () => {
    await fault("silence", { afterEvent: 6, ms: 1_500 });
    const leaving = new AbortController();
    const response = await fetch(`${relay.url}/api/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": customer.secret, ...sessionAt(name) },
      body: JSON.stringify({ ...QUESTION, stream: true }),
      signal: leaving.signal,
    });
    expect(response.headers.get("x-relais-upstream")).toBe(name);
    await response.body?.getReader().read();
    leaving.abort();
    await expect
      .poll(() => eventsOf(customer), { interval: 50 })
      .toMatchObject([{ outcome: "settled", reason: "client_left", is_estimated: false, upstream: name }]);
    expect((await eventsOf(customer))[0]?.output_tokens).toBeGreaterThan(1);
    expect((await lastCall()).outcome).toBe("finished");
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });

  test("an overloaded account is left for one of another kind", async () => {
    const accounts: Record<string, string> = { claude: "sk-claude", bedrock: "AKIAONE", vertex: "p" };
    await fault("overloaded", { account: accounts[name] });
    const got = await send(name);
    expect(got.status).toBe(200);
    expect(got.headers.get("x-relais-route")).toBe("failover:529");
    expect(got.json.model).toBe(MODEL);
    // The state after a minute, for the following tests.
    pool.all().forEach((member) => void member.models.clear());
  });
});

test("the hold covers the most expensive account, and the charge has the modifiers of the one that answered", async () => {
  for (const [name, modifiers] of [
    ["claude", []],
    ["bedrock", ["regional"]],
    ["vertex", []],
  ] as const) {
    customer = await newCustomer();
    const got = await send(name);
    expect(got.headers.get("x-relais-upstream")).toBe(name);
    const [event] = await eventsOf(customer);
    const cost = await costOf(event?.id ?? "");
    const { input_tokens: input = 0, output_tokens: output = 0 } = got.json.usage as Record<string, number>;
    // $3 and $15 for a million tokens, plus a tenth in a region.
    const list = BigInt(input * 3_000 + output * 15_000);
    const paid = modifiers.length > 0 ? (list * 11n) / 10n : list;
    expect(cost).toMatchObject({ modifiers: [...modifiers], price_nano: paid, upstream_cost_nano: paid });
    const { json } = await ask(`${relay.url}/api/v1/calls/${event?.id}`, { secret: customer.secret });
    expect(json.receipt).toMatchObject({ factors: modifiers.map((modifier) => ({ modifier, factor_ppm: "1100000" })) });
    // (64 of the frame, half a token a byte and more) × $3, 400 × $15, all a tenth more.
    expect(cost.hold_nano).toBeGreaterThan((400n * 15_000n * 11n) / 10n);
    await expectBooksBalance(customer.workspaceId);
  }
});

test("what a cloud cannot do is asked of an account that can, and said so; where none can it is the caller's 400", async () => {
  const image = { type: "image", source: { type: "url", url: "https://example.com/a.png" } };
  const fields = { messages: [{ role: "user", content: [image, { type: "text", text: "What is it?" }] }] };
  const got = await send("bedrock", fields);
  expect(got.status).toBe(200);
  expect(got.headers.get("x-relais-upstream")).toBe("claude");
  expect(got.headers.get("x-relais-route")).toMatch(/^refused:messages(,refused:messages)?$/);
  const [claude, ...clouds] = ACCOUNTS.map((account) => ({ id: account.name, weight: 1, isDraining: false, account }));
  pool.replace([{ ...(claude as (typeof clouds)[0]), isDraining: true }, ...clouds]);
  const refused = await send("bedrock", fields);
  expect(refused).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
  pool.replace([claude as (typeof clouds)[0], ...clouds]);
  expect((await eventsOf(customer)).map(({ outcome }) => outcome)).toEqual(["settled", "released"]);
  await expectBooksBalance(customer.workspaceId);
});

test("a model that no account serves, or only one that drains, is a 404 in the caller's format, unlisted, and costs nothing", async () => {
  const accounts = pool.all();
  expect(accounts.length).toBe(3);
  const only = (isDraining: boolean) =>
    pool.replace([{ id: "one", weight: 1, isDraining, account: { ...(ACCOUNTS[0] as UpstreamAccount), models: [MODEL] } }]);
  only(false);
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: QUESTION })).status).toBe(200);
  const other = { ...QUESTION, model: "claude-opus-5" };
  const before = (await eventsOf(customer)).length;
  for (const [body, isDraining] of [
    [other, false],
    [QUESTION, true],
  ] as const) {
    only(isDraining);
    const anthropic = await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body });
    expect(anthropic).toMatchObject({ status: 404, json: { type: "error", error: { type: "not_found_error" } } });
    const openai = await ask(`${relay.url}/api/v1/chat/completions`, { secret: customer.secret, body });
    expect(openai).toMatchObject({ status: 404, json: { error: { code: "model_not_found", param: "model" } } });
    expect((await ask(`${relay.url}/api/v1/models`, { secret: customer.secret })).text).not.toContain(`"${body.model}"`);
  }
  expect(await eventsOf(customer)).toHaveLength(before);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
});
