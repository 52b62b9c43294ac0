import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkEnforcement } from "@/lib/attribution/check-enforcement";
import { enforce, lift, limitsOf, storedAccount } from "@/lib/attribution/testing/limits";
import { heldFor } from "@/lib/batches/testing/batch-relay";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { callMessages, type NamedAccount, namesAt, profilesAt, QUESTION, startNamedRelay } from "@/lib/relay/testing/named-relay";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";
import { callsSeen, control } from "@/lib/upstreams/testing/claude-stand-in";

let account: NamedAccount;
let relay: Awaited<ReturnType<typeof startNamedRelay>>;
let banned: Customer;
let other: Customer;
let profileId: string;
beforeEach(async () => {
  account = await storedAccount();
  relay = await startNamedRelay([account]);
  [banned, other] = [await newCustomer(), await newCustomer()];
  await callMessages(relay, banned);
  profileId = (await profilesAt(account))[0]?.id ?? "";
  await callMessages(relay, other);
});
afterEach(async () => {
  await relay.close();
  await postgres().query("DELETE FROM upstream_account");
});

const round = () => checkEnforcement({ isOn: true });
const statuses = async (at: TestRelay, ...customers: Customer[]) => {
  const got = [];
  for (const each of customers) got.push((await callMessages(at, each)).status);
  return got;
};

test("a ban stops its workspace before a hold, and the calls of the other go on", async () => {
  await enforce(profileId, { type: "ban", reason: "fraud_or_abuse" });
  await round();
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(403);
  const before = (await callsSeen()).length;
  const events = await eventsOf(banned);
  const wallet = await readWallet(banned.workspaceId);
  const refused = await Promise.all(Array.from({ length: 10 }, () => callMessages(relay, banned)));
  for (const { status, json } of refused) {
    expect(status).toBe(403);
    expect(json.error).toMatchObject({ type: "permission_error", reason: "ban", cause: "fraud_or_abuse" });
    expect(json.error?.message).toMatch(
      /^Anthropic has banned this workspace .*\(fraud or abuse\), so .*Nothing was charged\. Contact support/,
    );
  }
  expect((await callsSeen()).length).toBe(before);
  expect([await eventsOf(banned), await readWallet(banned.workspaceId)]).toEqual([events, wallet]);
  expect(await heldFor(banned.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  await expectBooksBalance(banned.workspaceId);
  expect(await statuses(relay, other, other, other)).toEqual([200, 200, 200]);
  expect((await namesAt(account)).filter((name) => name === profileId)).toHaveLength(1);
});

test("every way to ask is refused in its own format, and nothing is sent", async () => {
  await enforce(profileId);
  await round();
  const own = { secret: banned.secret };
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(403);
  const before = (await callsSeen()).length;
  const openai = new OpenAI({ apiKey: banned.secret, baseURL: `${relay.url}/api/v1`, maxRetries: 2 });
  const anthropic = new Anthropic({ apiKey: banned.secret, baseURL: `${relay.url}/api`, maxRetries: 2 });
  const question = { ...QUESTION, messages: [{ role: "user" as const, content: "Hello" }] };
  const inOpenAi = { status: 403, code: "workspace_restricted", message: expect.stringContaining("Nothing was charged") };
  await expect(openai.chat.completions.create(question)).rejects.toMatchObject(inOpenAi);
  await expect(openai.responses.create({ model: question.model, input: "Hello" })).rejects.toMatchObject(inOpenAi);
  const inAnthropic = { status: 403, error: { error: { type: "permission_error" } } };
  await expect(anthropic.messages.create({ ...question, max_tokens: 20 })).rejects.toMatchObject(inAnthropic);
  await expect(anthropic.messages.countTokens(question)).rejects.toMatchObject(inAnthropic);
  const requests = [{ custom_id: "a", params: { ...question, max_tokens: 20 } }];
  await expect(anthropic.messages.batches.create({ requests })).rejects.toMatchObject(inAnthropic);
  const long = { ...question, max_tokens: 20, messages: [{ role: "user", content: "x".repeat(600_000) }] };
  expect((await ask(`${relay.url}/api/v1/messages`, { ...own, body: long })).status).toBe(403);
  const form = new FormData();
  form.set("file", new File(["a"], "a.txt"));
  const upload = await fetch(`${relay.url}/api/v1/files`, { method: "POST", headers: { "x-api-key": banned.secret }, body: form });
  expect(upload.status).toBe(403);
  expect((await callsSeen()).length).toBe(before);
});

test("the account's refusal of a banned customer is understood at once: it cools down for nobody, and nothing is charged", async () => {
  await enforce(profileId);
  const first = await callMessages(relay, banned);
  expect([first.status, first.json.error?.reason]).toEqual([403, "ban"]);
  expect(relay.pool.all()[0]?.blockReason(QUESTION.model, Date.now())).toBeNull();
  expect(await limitsOf(banned.workspaceId)).toMatchObject([{ type: "ban", resolved_at: null }]);
  expect((await eventsOf(banned)).slice(1)).toMatchObject([{ outcome: "released", charge_nano: 0n }]);
  expect(await heldFor(banned.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
  expect(await statuses(relay, other, banned, other)).toEqual([200, 403, 200]);
});

test("so is the refusal of a count and of a batch", async () => {
  const question = { ...QUESTION, messages: [{ role: "user" as const, content: "Hello" }] };
  const client = new Anthropic({ apiKey: banned.secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
  const refusal = { status: 403, error: { error: { reason: "ban" } } };
  await enforce(profileId);
  await expect(client.messages.countTokens(question)).rejects.toMatchObject(refusal);
  const second = (await profilesAt(account)).find(({ id }) => id !== profileId)?.id ?? "";
  await enforce(second);
  const batching = new Anthropic({ apiKey: other.secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
  const requests = [{ custom_id: "a", params: { ...question, max_tokens: 20 } }];
  await expect(batching.messages.batches.create({ requests })).rejects.toMatchObject(refusal);
  expect(await heldFor(other.workspaceId)).toEqual({ holds: 0, heldNano: 0n });
});

test("a refusal that concerns the account alone is no limit on a customer", async () => {
  await control("POST", "faults", { account: account.secret, name: "forbidden" });
  expect((await callMessages(relay, banned)).status).toBe(529);
  expect(await limitsOf(banned.workspaceId)).toEqual([]);
});

test("a ban at one account stops the workspace at every account", async () => {
  await enforce(profileId);
  await round();
  const second = await storedAccount();
  const elsewhere = await startNamedRelay([second]);
  expect(await statuses(elsewhere, banned, other)).toEqual([403, 200]);
  expect(await profilesAt(second)).toHaveLength(1);
  await elsewhere.close();
});

test("a restriction says until when and what ends it, and ends by itself at its time", async () => {
  await enforce(profileId, { type: "restriction", reason: "account_compromise", action: "verify" });
  const endsAt = new Date(Date.now() + 6_000);
  await enforce(profileId, { type: "restriction", reason: "high_harm", expiresAt: endsAt.toISOString() });
  await round();
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(403);
  const got = await callMessages(relay, banned);
  expect(got.json.error).toMatchObject({ reason: "restriction", cause: "account_compromise", expires_at: null });
  expect(got.json.error?.message).toContain("an identity check at Anthropic ends this");
  await postgres().query("UPDATE enforcement_action SET resolved_at = now() WHERE reason = 'account_compromise'");
  await postgres().query("SELECT pg_notify('relais_profiles', $1)", [banned.workspaceId]);
  await expect
    .poll(async () => (await callMessages(relay, banned)).json.error?.expires_at ?? endsAt.toISOString())
    .toBe(endsAt.toISOString());
  // No reading and no notification: its own time ends it.
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(200);
  expect(Date.now()).toBeGreaterThanOrEqual(endsAt.getTime());
});

test("a ban that is lifted lets the calls go on, and is kept as history", async () => {
  await enforce(profileId);
  await round();
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(403);
  await lift(profileId);
  await round();
  await expect.poll(async () => (await callMessages(relay, banned)).status).toBe(200);
  expect(await limitsOf(banned.workspaceId)).toMatchObject([{ type: "ban", resolved_at: expect.any(Date) }]);
  const { rows } = await postgres().query("SELECT action FROM audit_entry WHERE workspace_id = $1 ORDER BY id", [banned.workspaceId]);
  expect(rows.map(({ action }) => action).slice(-2)).toEqual(["enforcement.open", "enforcement.resolve"]);
});
