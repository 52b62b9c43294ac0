import Anthropic from "@anthropic-ai/sdk";
import { beforeEach, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { newSecret } from "@/lib/keys/secret";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, UPSTREAM_SECRET } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
  upstream.play(answerJson({ input_tokens: 2095 }));
});

const { max_tokens: _, ...QUESTION } = ASK;
const hiddenName = JSON.stringify({ user_profile_id: "uprof_01", ...QUESTION }).replace(/}$/, ',"user_profile_id":null}');
const count = (fields: Parameters<typeof ask>[1] = {}) =>
  ask(`${relay.url}/api/v1/messages/count_tokens`, { secret: customer.secret, body: QUESTION, ...fields });

test("Anthropic's client counts for free, also with an empty balance, and leaves no hold, charge or event", async () => {
  const poor = await newCustomer(0n);
  const client = new Anthropic({ apiKey: poor.secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
  expect(await client.messages.countTokens(QUESTION)).toEqual({ input_tokens: 2095 });
  expect(await client.beta.messages.countTokens(QUESTION)).toEqual({ input_tokens: 2095 });
  expect(upstream.seen[1]?.headers["anthropic-beta"]).toBe("token-counting-2024-11-01");
  expect(await eventsOf(poor)).toEqual([]);
  expect(await readWallet(poor.workspaceId)).toMatchObject({ availableNano: 0n, heldNano: 0n, spentTotalNano: 0n, holdsInFlight: 0 });
  await expectBooksBalance(poor.workspaceId);
});

test("the question goes up and the answer comes back byte for byte, with our key and the caller's version and betas", async () => {
  const answer = '{ "input_tokens" : 2095,\n"context_management":{"original_input_tokens":70000} }';
  upstream.play(answerJson(answer, 200, { "anthropic-organization-id": "org_ours" }));
  const body = `{"x_future":{"b":1,"a":2.0},"messages":[{"content":"caf\\u00e9","role":"user"}], "model":"${ASK.model}"}`;
  const got = await count({ body, headers: { "anthropic-version": "2026-10-21", "anthropic-beta": "a-2026-01-01,b-2026-02-02" } });
  expect(got).toMatchObject({ status: 200, text: answer });
  expect(got.headers.get("request-id")).toMatch(/^req_/);
  expect(got.headers.get("anthropic-organization-id")).toBeNull();
  const [seen] = upstream.seen;
  expect([seen?.path, seen?.body.toString()]).toEqual(["/v1/messages/count_tokens", body]);
  expect(seen?.headers).toMatchObject({
    "x-api-key": UPSTREAM_SECRET,
    "anthropic-version": "2026-10-21",
    "anthropic-beta": "a-2026-01-01,b-2026-02-02",
  });
  expect(JSON.stringify(seen?.headers)).not.toContain(customer.secret);
});

test.each<[string, Parameters<typeof ask>[1], number, string]>([
  ["no key", { secret: undefined }, 401, "authentication_error"],
  ["an unknown key", { secret: newSecret() }, 401, "authentication_error"],
  ["an unknown model", { body: { ...QUESTION, model: "gpt-5" } }, 404, "not_found_error"],
  ["no model", { body: { messages: [] } }, 400, "invalid_request_error"],
  ["no JSON", { body: "{" }, 400, "invalid_request_error"],
  ["a bill to somebody else", { body: { ...QUESTION, billing_policy: { bill_to: "user_profile" } } }, 400, "invalid_request_error"],
  ["another customer's name", { body: { ...QUESTION, user_profile_id: "uprof_01" } }, 400, "invalid_request_error"],
  ["a name hidden behind an empty one", { body: hiddenName }, 400, "invalid_request_error"],
  ["an encoding that nobody knows", { headers: { "content-encoding": "compress" } }, 415, "invalid_request_error"],
  ["another method", { method: "GET", body: undefined }, 405, "invalid_request_error"],
])("%s is refused without asking the upstream", async (_, fields, status, type) => {
  expect(await count(fields)).toMatchObject({ status, json: { type: "error", error: { type } } });
  expect(upstream.seen).toEqual([]);
});

test("a key limited to other models may not count this model's tokens, and an expired key may count none", async () => {
  await setKey(customer.keyId, "allowed_models = '{claude-opus-5}'");
  expect(await count()).toMatchObject({ status: 403, json: { error: { type: "permission_error" } } });
  const late = await newCustomer();
  await setKey(late.keyId, "expires_at = now() - interval '1 minute'");
  expect(await count({ secret: late.secret })).toMatchObject({ status: 401 });
  expect(upstream.seen).toEqual([]);
});

test.each<[string, number, ReturnType<typeof answerJson>]>([
  ["refuses our account", 529, answerError(401, "authentication_error", "invalid x-api-key")],
  ["wants money from us", 529, answerError(402, "billing_error", "Your credit balance is too low")],
  ["forbids us the model", 529, answerError(403, "permission_error", "Your organization may not")],
  ["is overloaded", 529, answerError(529, "overloaded_error", "Overloaded")],
  ["limits us", 429, answerError(429, "rate_limit_error", "Slow down", { "retry-after": "3600" })],
  ["answers with JSON that is no count", 529, answerJson({ hello: "world" })],
  ["answers with a web page", 529, (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>")],
  ["resets the connection", 529, (response) => response.destroy()],
])("an upstream that %s is a %i for the caller, without the upstream's words", async (_, status, script) => {
  upstream.play(script);
  const got = await count();
  expect(got).toMatchObject({ status, json: { type: "error", error: { message: expect.any(String) } } });
  expect(got.text).not.toMatch(/credit|x-api-key|organization|html/i);
  if (status === 429) expect(got.headers.get("retry-after")).toBe("60");
});

test("what the upstream says of the caller's own mistake reaches the caller", async () => {
  upstream.play(answerError(400, "invalid_request_error", "messages.0.content.0: unknown block type"));
  expect(await count()).toMatchObject({ status: 400, json: { error: { message: "messages.0.content.0: unknown block type" } } });
});

test("counts are limited a minute like calls, and apart from them", async () => {
  const id = newId();
  await postgres().query(`INSERT INTO usage_tier (id, requests_per_minute) VALUES ('${id}', 2)`);
  await postgres().query("SELECT choose_tier($1, $2)", [customer.workspaceId, id]);
  expect((await count()).headers.get("anthropic-ratelimit-requests-remaining")).toBe("1");
  expect((await count()).status).toBe(200);
  const refused = await count();
  expect(refused).toMatchObject({ status: 429, json: { error: { type: "rate_limit_error" } } });
  expect(Number.parseInt(refused.headers.get("retry-after") ?? "", 10)).toBeLessThanOrEqual(60);
  expect(refused.headers.get("anthropic-ratelimit-requests-remaining")).toBe("0");
  upstream.play(answerJson(MESSAGE));
  expect((await ask(`${relay.url}/api/v1/messages`, { secret: customer.secret, body: ASK })).status).toBe(200);
});
