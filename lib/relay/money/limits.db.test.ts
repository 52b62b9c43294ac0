import { beforeEach, describe, expect, test } from "vitest";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
});

const limit = (assignments: string) => setKey(customer.keyId, assignments);

async function expectNothingHappened(): Promise<void> {
  expect(upstream.seen).toEqual([]);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n, holdsInFlight: 0 });
  expect(await eventsOf(customer)).toEqual([]);
  await expectBooksBalance(customer.workspaceId);
}

describe.each([
  { path: "/api/v1/messages", forbidden: "permission_error" },
  { path: "/api/v1/chat/completions", forbidden: "invalid_request_error" },
])("$path", ({ path, forbidden }) => {
  const call = (body: object = ASK) => ask(relay.url + path, { secret: customer.secret, body });

  test("a call beyond the key's budget is a 429 with the figures that clients do not repeat, and nothing is charged", async () => {
    await limit("budget_nano = 1000, budget_period = 'month'");
    const got = await call();
    expect(got).toMatchObject({
      status: 429,
      json: { error: { type: "rate_limit_error", reason: "key_budget", limit: "0.000001", spent: "0" } },
    });
    expect(got.json.error?.resets_at).toMatch(/^\d{4}-\d\d-01T00:00:00.000Z$/);
    expect([got.headers.get("x-should-retry"), got.headers.get("retry-after")]).toEqual(["false", null]);
    await expectNothingHappened();
  });

  test("a call within the budget is answered and counts with its charge", async () => {
    await limit("budget_nano = 1000000000, budget_period = 'lifetime'");
    expect((await call()).status).toBe(200);
    const key = await ask(`${relay.url}/api/v1/key`, { secret: customer.secret });
    expect(key.json).toMatchObject({
      limits: { budget: { period: "lifetime", limit: "1", spent: "0.024036", held: "0", remaining: "0.975964", resets_at: null } },
      spent: "0.024036",
      remaining: "0.975964",
    });
    expect(await readWallet(customer.workspaceId)).toMatchObject({ spentTotalNano: USAGE_CHARGE_NANO });
  });

  test("a model that is not on the key's list is a 403, an alias of one that is on it is served", async () => {
    await limit("allowed_models = '{claude-opus-4-8}'");
    expect(await call()).toMatchObject({ status: 403, json: { error: { type: forbidden } } });
    await expectNothingHappened();
    await limit(`allowed_models = '{claude-opus-4-8,${ASK.model}}'`);
    await expect.poll(async () => (await call()).status).toBe(200);
  });

  test("an address outside the key's list is a 403, one inside is served", async () => {
    await limit("allowed_addresses = '{192.0.2.0/24,2001:db8::/32}'");
    expect(await call()).toMatchObject({ status: 403, json: { error: { type: forbidden } } });
    expect((await ask(`${relay.url}/api/v1/balance`, { secret: customer.secret })).status).toBe(403);
    await expectNothingHappened();
    await limit("allowed_addresses = '{127.0.0.0/8}'");
    await expect.poll(async () => (await call()).status).toBe(200);
  });

  test("a key that has expired is a 401 that says since when", async () => {
    await limit("expires_at = '2026-01-02T03:04:05Z'");
    const got = await call();
    expect(got.status).toBe(401);
    expect(got.json.error?.message).toContain("2026-01-02T03:04:05.000Z");
    await expectNothingHappened();
  });

  test("a change of the limits reaches a key that is in memory", async () => {
    expect((await call()).status).toBe(200);
    await limit("expires_at = now() - interval '1 second'");
    await expect.poll(async () => (await call()).status).toBe(401);
    await limit("expires_at = now() + interval '1 hour'");
    await expect.poll(async () => (await call()).status).toBe(200);
  });

  test("a workspace that has reached its month's cap is refused with a 429 that says when it ends", async () => {
    await postgres().query("INSERT INTO usage_tier (id, month_cap_nano) VALUES ('small', 2000) ON CONFLICT DO NOTHING");
    await postgres().query("SELECT choose_tier($1, 'small')", [customer.workspaceId]);
    const got = await call();
    expect(got).toMatchObject({ status: 429, json: { error: { reason: "monthly_cap", limit: "0.000002" } } });
    expect(got.headers.get("x-should-retry")).toBe("false");
    await expectNothingHappened();
  });
});
