import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { MESSAGE } from "@/lib/relay/testing/golden";
import {
  callMessages,
  deleteAt,
  type NamedAccount,
  namesAt,
  newAccount,
  profileFault,
  profilesAt,
  QUESTION,
  startNamedRelay,
} from "@/lib/relay/testing/named-relay";
import { answerJson, startScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer, type TestRelay } from "@/lib/relay/testing/test-relay";

let account: NamedAccount;
let customer: Customer;
let relay: TestRelay;
const others: TestRelay[] = [];
beforeEach(async () => {
  account = newAccount();
  customer = await newCustomer();
  relay = await startNamedRelay([account]);
});
afterEach(async () => {
  for (const each of [relay, ...others.splice(0)]) await each.close();
});

const problem = async () =>
  (await postgres().query("SELECT is_refused, problem FROM profile_problem WHERE account_id = $1", [account.id])).rows[0];
const idsAt = async () => (await profilesAt(account)).map(({ id }) => id);

test("each call names its workspace, however it is asked, and the caller's own name is dropped", async () => {
  const headers = { "anthropic-user-profile-id": "uprof_of_somebody" };
  const anthropic = new Anthropic({ apiKey: customer.secret, baseURL: `${relay.url}/api`, maxRetries: 0, defaultHeaders: headers });
  const openai = new OpenAI({ apiKey: customer.secret, baseURL: `${relay.url}/api/v1`, maxRetries: 0 });
  const question = { ...QUESTION, messages: [{ role: "user" as const, content: "Hello" }] };
  await anthropic.messages.create({ ...question, max_tokens: 20 });
  await anthropic.messages.stream({ ...question, max_tokens: 20 }).finalMessage();
  await openai.chat.completions.create(question);
  await openai.responses.create({ model: question.model, input: "Hello" });
  await anthropic.messages.countTokens(question);
  await anthropic.messages.batches.create({ requests: [{ custom_id: "a", params: { ...question, max_tokens: 20 } }] });
  const [profile, ...more] = await profilesAt(account);
  expect(more).toEqual([]);
  expect(profile).toMatchObject({ access_type: "passthrough" });
  expect(profile?.external_user_details).toMatchObject({ reference_id: customer.workspaceId, account_status: "active", email_hash: null });
  expect(await namesAt(account)).toEqual(Array(6).fill(profile?.id));
});

test("two processes that make the same profile at once make one, and workspaces have one each", async () => {
  others.push(await startNamedRelay([account]));
  const second = await newCustomer();
  await profileFault(account, "new_user_profile", "slow-first-byte", { ms: 500 });
  const calls = [customer, second].flatMap((each) =>
    [relay, others[0] as TestRelay].flatMap((at) =>
      Array(5)
        .fill(0)
        .map(() => callMessages(at, each)),
    ),
  );
  for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
  expect(await idsAt()).toHaveLength(2);
  const names = await namesAt(account);
  expect([names.length, new Set(names).size, names.includes(undefined)]).toEqual([20, 2, false]);
});

test("a workspace has a profile at each account that it is sent to", async () => {
  const second = newAccount();
  others.push(await startNamedRelay([second]));
  await callMessages(relay, customer);
  await callMessages(others[0] as TestRelay, customer);
  const [here, there] = [await profilesAt(account), await profilesAt(second)];
  expect([here.length, there.length]).toEqual([1, 1]);
  expect([await namesAt(account), await namesAt(second)]).toEqual([[here[0]?.id], [there[0]?.id]]);
});

test.each([
  ["server-error", false],
  ["rate-limit", false],
  ["forbidden", true],
])("while an account makes no profiles (%s), calls go on without a name, and the admin learns why", async (name, isRefused) => {
  await profileFault(account, "new_user_profile", name);
  expect((await callMessages(relay, customer)).status).toBe(200);
  expect(await namesAt(account)).toEqual([undefined]);
  await expect.poll(problem).toMatchObject({ is_refused: isRefused });
  expect(await eventsOf(customer)).toMatchObject([{ outcome: "settled" }]);
  await callMessages(relay, customer);
  // One that only failed is asked again, and one that refused is left alone for a while.
  expect(await idsAt()).toHaveLength(isRefused ? 0 : 1);
  if (!isRefused) expect(await problem()).toBeUndefined();
});

test("the first call waits for a slow account only so long, and later ones do not begin the wait again", async () => {
  const impatient = await startNamedRelay([account], { waitMs: 300 });
  others.push(impatient);
  await profileFault(account, "new_user_profile", "slow-first-byte", { ms: 4_000 });
  expect((await callMessages(impatient, customer)).status).toBe(200);
  const since = performance.now();
  expect((await callMessages(impatient, customer)).status).toBe(200);
  expect(performance.now() - since).toBeLessThan(3_000);
  expect((await namesAt(account)).slice(0, 2)).toEqual([undefined, undefined]);
  await expect.poll(async () => (await callMessages(impatient, customer)) && (await namesAt(account)).at(-1)).toMatch(/^uprof_/);
  expect(await idsAt()).toHaveLength(1);
});

test("a profile that was made although its answer was lost is found again", async () => {
  await profileFault(account, "new_user_profile", "reset");
  await callMessages(relay, customer);
  const made = await idsAt();
  expect([made.length, await namesAt(account)]).toEqual([1, [undefined]]);
  await callMessages(relay, customer);
  expect(await idsAt()).toEqual(made);
  expect((await namesAt(account)).at(-1)).toBe(made[0]);
});

test("a process that dies while it makes a profile leaves the making to others after half a minute", async () => {
  await callMessages(relay, customer);
  const [orphan] = await idsAt();
  // As the dead process left it: the profile is at the account, and nobody stored it.
  const row = [customer.workspaceId, account.id];
  await postgres().query(
    `UPDATE user_profile SET profile_id = NULL, may_exist = true, claimed_until = now() + interval '30 s' WHERE workspace_id = $1 AND account_id = $2`,
    row,
  );
  const heir = await startNamedRelay([account], { waitMs: 300 });
  others.push(heir);
  await callMessages(heir, customer);
  expect((await namesAt(account)).at(-1)).toBeUndefined();
  await postgres().query("UPDATE user_profile SET claimed_until = now() WHERE workspace_id = $1 AND account_id = $2", row);
  // A long wait: on a busy machine the search for the lost profile takes its time.
  const patient = await startNamedRelay([account], { waitMs: 20_000 });
  others.push(patient);
  await callMessages(patient, customer);
  expect((await namesAt(account)).at(-1)).toBe(orphan);
  expect(await idsAt()).toEqual([orphan]);
});

test("a profile that the account does not know is made again, and the calls are sent once more under their holds and charged once", async () => {
  await callMessages(relay, customer);
  const [first] = await idsAt();
  await deleteAt(account, first as string);
  const calls = await Promise.all(Array.from({ length: 10 }, () => callMessages(relay, customer)));
  for (const { status } of calls) expect(status).toBe(200);
  const [second, ...more] = await idsAt();
  expect([second === first, more]).toEqual([false, []]);
  expect((await namesAt(account)).slice(-10)).toEqual(Array(10).fill(second));
  const events = await eventsOf(customer);
  expect(events.map(({ outcome }) => outcome)).toEqual(Array(11).fill("settled"));
  await expectBooksBalance(customer.workspaceId);
});

test("so are counts and batches", async () => {
  const client = new Anthropic({ apiKey: customer.secret, baseURL: `${relay.url}/api`, maxRetries: 0 });
  const question = { ...QUESTION, messages: [{ role: "user" as const, content: "Hello" }] };
  const last = async () => (await namesAt(account)).at(-1);
  await client.messages.countTokens(question);
  await deleteAt(account, (await last()) as string);
  await client.messages.countTokens(question);
  await postgres().query("UPDATE user_profile SET remade_at = NULL WHERE account_id = $1", [account.id]);
  await deleteAt(account, (await last()) as string);
  await client.messages.batches.create({ requests: [{ custom_id: "a", params: { ...question, max_tokens: 20 } }] });
  expect(await idsAt()).toEqual([await last()]);
});

test("an account that never knows what it made serves without names, and is not asked for more", async () => {
  const upstream = await startScriptedUpstream();
  const made: string[] = [];
  upstream.play((response, request) => {
    if (request.path === "/v1/user_profiles") {
      made.push(`uprof_${made.length}`);
      return answerJson({ type: "user_profile", id: made.at(-1), created_at: new Date().toISOString() })(response, request);
    }
    const isNamed = request.headers["anthropic-user-profile-id"] !== undefined;
    const unknown = { type: "invalid_request_error", message: "User profile not found", details: { error_code: "user_profile_not_found" } };
    return (isNamed ? answerJson({ type: "error", error: unknown }, 400) : answerJson(MESSAGE))(response, request);
  });
  const odd = await startNamedRelay([account], { baseUrl: upstream.url });
  others.push(odd);
  for (let calls = 0; calls < 3; calls += 1) expect((await callMessages(odd, customer)).status).toBe(200);
  expect(made).toHaveLength(2);
  await expect.poll(problem).toMatchObject({ is_refused: true, problem: expect.stringContaining("does not know") });
  expect((await eventsOf(customer)).map(({ outcome }) => outcome)).toEqual(["settled", "settled", "settled"]);
  await upstream.close();
});
