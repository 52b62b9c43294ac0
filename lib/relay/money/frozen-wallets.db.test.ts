import { describe, expect, test } from "vitest";
import { questionWallet } from "@/lib/ledger/freeze-wallet";
import { readWallet } from "@/lib/ledger/wallet";
import { inTransaction } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, askAt, MESSAGE, USAGE } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, newCustomer } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";

const { relay, upstream } = await startRelayFixture();

const CHAT = "/api/v1/chat/completions";
const MESSAGES = "/api/v1/messages";
const call = (customer: Customer, path = MESSAGES, fields: object = {}) =>
  ask(relay.url + path, { secret: customer.secret, body: askAt(path, fields) });
/** Long bodies are refused before they are read. */
const LONG = { metadata: { user_id: "x".repeat(300_000) } };

describe.each([
  ["short", {}],
  ["long", LONG],
])("a %s call", (_, fields) => {
  test("of a workspace whose calls cost more than it had learns so, what it may still spend, and what to do", async () => {
    const customer = await newCustomer(100_000_000n);
    await asOwner("UPDATE wallet SET owed_nano = 100000000 WHERE workspace_id = $1", [customer.workspaceId]);
    const native = await call(customer, MESSAGES, fields);
    expect(native).toMatchObject({ status: 402, json: { error: { type: "billing_error", reason: "absorbed_loss", available: "0" } } });
    expect(native.json.error?.message).toMatch(/cost more than its balance\..*\$0 in all\. Nothing was charged\. Top up/);
    expect(native.headers.get("x-should-retry")).toBe("false");
    const chat = await call(customer, CHAT, fields);
    expect(chat).toMatchObject({ status: 402, json: { error: { code: "balance_owed", type: "insufficient_quota" } } });
  });

  test("of a workspace with a payment under question learns so", async () => {
    const customer = await newCustomer();
    await inTransaction((on) => questionWallet(on, customer.workspaceId));
    const chat = await call(customer, CHAT, fields);
    expect(chat).toMatchObject({ status: 402, json: { error: { code: "payment_questioned", reason: "payment_questioned" } } });
    expect(chat.json.error?.message).toMatch(/disputed.*Nothing was charged\. If Billing shows .* contact support/);
  });
});

test("what is above the sum that is owed may be spent, and max_tokens_that_fits says how long an answer that is", async () => {
  const customer = await newCustomer(1_000_000_000n);
  await asOwner("UPDATE wallet SET owed_nano = 999000000 WHERE workspace_id = $1", [customer.workspaceId]);
  const refused = await call(customer, MESSAGES, { max_tokens: 4_000 });
  const fits = refused.json.error?.max_tokens_that_fits as number;
  expect(fits).toBeGreaterThan(0);
  upstream.play(answerJson(MESSAGE));
  expect((await call(customer, MESSAGES, { max_tokens: fits })).status).toBe(200);
});

test("a call that costs beyond hold and balance is absorbed once, and the next one is refused until a top-up makes it good", async () => {
  const customer = await newCustomer(100_000_000n);
  upstream.play(answerJson({ ...MESSAGE, usage: { ...USAGE, server_tool_use: { web_search_requests: 20 } } }));
  expect((await ask(relay.url + MESSAGES, { secret: customer.secret, body: ASK })).status).toBe(200);
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 0n });
  expect((await readWallet(customer.workspaceId))?.owedNano).toBeGreaterThan(100_000_000n);
});
