import Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ClaudeStandIn, startClaudeStandIn } from "./server";

let claude: ClaudeStandIn;
let client: Anthropic;
beforeAll(async () => {
  claude = await startClaudeStandIn({ port: 0, settings: { paceMs: 0 } });
});
afterAll(() => claude.stop());
beforeEach(() => {
  client = new Anthropic({ apiKey: `sk-${Math.random()}`, baseURL: claude.url, maxRetries: 0 });
});

const control = (path: string, body: object = {}) =>
  fetch(`${claude.url}/_stand-in/${path}`, { method: "POST", body: JSON.stringify(body) });
const DETAILS = { reference_id: "ws_1", account_status: "active", email_hash: "a".repeat(64) } as const;
const ask = (profile?: string) =>
  client.messages.create({
    model: "claude-sonnet-4-6",
    max_tokens: 20,
    messages: [{ role: "user", content: "Hello" }],
    ...(profile && { user_profile_id: profile }),
  });

test("the official client makes, reads, changes, lists and deletes a profile", async () => {
  const { userProfiles } = client;
  const made = await userProfiles.create({ access_type: "passthrough", external_user_details: DETAILS, metadata: { a: "1" } });
  expect(made).toMatchObject({ type: "user_profile", access_type: "passthrough", enforcement_status: "unrestricted", name: null });
  expect(made.external_user_details).toMatchObject({ ...DETAILS, country: null, onboarded_at: null });
  const changed = await userProfiles.update(made.id, {
    external_user_details: { account_status: "suspended" },
    metadata: { a: "", b: "2" },
  });
  expect(changed).toMatchObject({ external_user_details: { reference_id: "ws_1", account_status: "suspended" }, metadata: { b: "2" } });
  expect(await userProfiles.retrieve(made.id)).toEqual(changed);
  for (let others = 0; others < 3; others += 1) await userProfiles.create({});
  const ids = [];
  for await (const { id } of userProfiles.list({ limit: 2 })) ids.push(id);
  expect([ids.length, ids.at(-1)]).toEqual([4, made.id]);
  expect(await userProfiles.delete(made.id)).toEqual({ id: made.id, type: "user_profile_deleted" });
  await expect(userProfiles.retrieve(made.id)).rejects.toBeInstanceOf(Anthropic.NotFoundError);
});

test.each<[string, object, RegExp]>([
  ["a field that nobody knows", { email: "a@b.c" }, /email: Extra inputs/],
  ["an old field", { external_id: "a" }, /external_id: Extra inputs/],
  ["a kind of access", { access_type: "resale" }, /access_type: Input should be 'application' or 'passthrough'/],
  ["a status", { external_user_details: { account_status: "frozen" } }, /account_status: Input should be/],
  ["a country in lower case", { external_user_details: { country: "fr" } }, /country/],
  ["an empty hash", { external_user_details: { email_hash: "" } }, /email_hash/],
  ["a day of tomorrow", { external_user_details: { onboarded_at: new Date(Date.now() + 86_400_000).toISOString() } }, /onboarded_at/],
  ["a day without its hour", { external_user_details: { onboarded_at: "2026-01-01" } }, /onboarded_at/],
])("a new profile with %s is refused", async (_, fields, message) => {
  await expect(client.userProfiles.create(fields)).rejects.toMatchObject({ status: 400, message: expect.stringMatching(message) });
});

test("a stored detail cannot be cleared", async () => {
  const { id } = await client.userProfiles.create({ external_user_details: DETAILS });
  await expect(client.userProfiles.update(id, { external_user_details: { email_hash: null } })).rejects.toMatchObject({ status: 400 });
});

test("an unknown, deleted or foreign profile is the SDK's UserProfileNotFoundError at messages, counts and batches", async () => {
  const { id } = await client.userProfiles.create({});
  await ask(id);
  const other = new Anthropic({ apiKey: "sk-other", baseURL: claude.url, maxRetries: 0 });
  const foreign = await other.userProfiles.create({});
  await client.userProfiles.delete(id);
  for (const named of [id, foreign.id, "uprof_none"]) {
    await expect(ask(named)).rejects.toMatchObject({ status: 400, errorCode: "user_profile_not_found" });
    const counted = client.messages.countTokens({ model: "claude-sonnet-4-6", messages: [], user_profile_id: named });
    await expect(counted).rejects.toMatchObject({ errorCode: "user_profile_not_found" });
    await expect(client.messages.batches.create({ requests: [], user_profile_id: named })).rejects.toMatchObject({ status: 400 });
  }
});

test("a ban and a restriction that ends are read by the client, found by their status, and delivered as it verifies them", async () => {
  const [one, two] = [await client.userProfiles.create({}), await client.userProfiles.create({})];
  const received: { body: string; headers: Record<string, string> }[] = [];
  const { createServer } = await import("node:http");
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      received.push({ body, headers: request.headers as Record<string, string> });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const secret = `whsec_${Buffer.from("a secret of this test").toString("base64")}`;
  await control("webhooks", { url: `http://127.0.0.1:${(receiver.address() as { port: number }).port}`, secret, mode: "once" });
  await control(`user-profiles/${one.id}/enforce`, { type: "ban", reason: "high_harm" });
  const soon = new Date(Date.now() + 60_000).toISOString();
  await control(`user-profiles/${two.id}/enforce`, { type: "restriction", action: "verify", expiresAt: soon });
  await expect.poll(() => received.length).toBe(2);
  const events = received.map(({ body, headers }) => client.beta.webhooks.unwrap(body, { headers, key: secret }));
  expect(events.map(({ data }) => [data.type, data.id])).toEqual(
    expect.arrayContaining([one.id, two.id].map((id) => ["user_profile.enforcement_action_opened", id])),
  );
  const banned = await client.userProfiles.retrieve(one.id);
  expect(banned).toMatchObject({
    enforcement_status: "banned",
    enforcement_actions: [{ type: "ban", reason: "high_harm", expires_at: null }],
  });
  const listed = [];
  for await (const each of client.userProfiles.list({ enforcement_status: ["banned", "restricted"], limit: 1 })) listed.push(each.id);
  expect(listed.sort()).toEqual([one.id, two.id].sort());
  await expect(ask(one.id)).rejects.toBeInstanceOf(Anthropic.PermissionDeniedError);
  await ask(two.id);
  await control("clock", { advanceMs: 61_000 });
  expect(await client.userProfiles.retrieve(two.id)).toMatchObject({ enforcement_status: "unrestricted", enforcement_actions: [] });
  await control("webhooks", { mode: "bad-signature" });
  await control(`user-profiles/${one.id}/resolve`);
  await expect.poll(() => received.length).toBe(3);
  const forged = received[2] as (typeof received)[number];
  expect(() => client.beta.webhooks.unwrap(forged.body, { headers: forged.headers, key: secret })).toThrow();
  await ask(one.id);
  receiver.close();
  await control("webhooks", { url: null, mode: "once" });
});

test("a profile may be made although its maker never hears of it", async () => {
  await control("faults", { name: "reset", endpoint: "new_user_profile" });
  await expect(client.userProfiles.create({ external_user_details: DETAILS })).rejects.toBeInstanceOf(Anthropic.APIConnectionError);
  const found = [];
  for await (const each of client.userProfiles.list()) found.push(each.external_user_details.reference_id);
  expect(found).toEqual(["ws_1"]);
});
