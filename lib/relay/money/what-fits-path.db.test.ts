import { beforeEach, describe, expect, test } from "vitest";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { postgres } from "@/lib/platform/postgres";
import { ask } from "@/lib/relay/testing/ask";
import { ASK, askAt, MESSAGE, STREAM } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerJson, answerStream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

const { relay, upstream } = await startRelayFixture();
let poor: Customer;

beforeEach(async () => {
  poor = await newCustomer(100_000_000n);
  upstream.play(answerJson(MESSAGE));
});

const FIT = { "x-relais-fit-max-tokens": "true" };
const LONG = { max_tokens: 50_000 };

describe.each(["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"])("%s", (path) => {
  const call = (fields: object = LONG, headers: Record<string, string> = {}) =>
    ask(relay.url + path, { secret: poor.secret, body: askAt(path, fields), headers });
  const fitsOf = async (fields: object = LONG) => (await call(fields)).json.error?.max_tokens_that_fits as number;

  test.each([
    ["the balance", 402, 100_000_000n, async () => undefined],
    ["the budget of the key", 429, 5_000_000_000n, () => limit("budget_nano = 20000000, budget_period = 'day'")],
    ["the month's cap", 429, 5_000_000_000n, () => cap(30_000_000n)],
    // The balance refuses the call, and the month's cap would also refuse the longest answer that the balance covers.
    ["the balance, with less left of the month", 402, 100_000_000n, () => cap(60_000_000n)],
  ])("a refusal for %s names what fits, to the token", async (_, status, availableNano, prepare) => {
    poor = await newCustomer(availableNano);
    await prepare();
    const refused = await call();
    expect(refused.status).toBe(status);
    const fits = refused.json.error?.max_tokens_that_fits as number;
    expect([402, 429]).toContain((await call({ max_tokens: fits + 1 })).status);
    expect(upstream.seen).toEqual([]);
    expect((await call({ max_tokens: fits })).status).toBe(200);
    await expectBooksBalance(poor.workspaceId);
  });

  test("a caller who asks for it gets as long an answer as fits, and learns how long", async () => {
    const fits = await fitsOf();
    const got = await call(LONG, FIT);
    expect([got.status, got.headers.get("x-relais-max-tokens")]).toEqual([200, `${fits}`]);
    expect(JSON.parse(upstream.seen[0]?.body.toString() ?? "")).toMatchObject({ model: ASK.model, max_tokens: fits });
    expect(await eventsOf(poor)).toMatchObject([{ outcome: "settled" }]);
    await expectBooksBalance(poor.workspaceId);
  });

  test("a stream is lowered the same way, and a call that fits is left as it is", async () => {
    upstream.play(answerStream(STREAM));
    expect((await call({ ...LONG, stream: true }, FIT)).headers.get("x-relais-max-tokens")).toMatch(/^\d+$/);
    upstream.play(answerJson(MESSAGE));
    const small = await call({ max_tokens: 100 }, FIT);
    expect([small.status, small.headers.get("x-relais-max-tokens")]).toEqual([200, null]);
    expect(JSON.parse(upstream.seen[0]?.body.toString() ?? "").max_tokens).toBe(100);
  });

  test("where not even the prompt fits, nothing is lowered: 402 with null", async () => {
    poor = await newCustomer(1_000n);
    const got = await call(LONG, FIT);
    expect(got).toMatchObject({ status: 402, json: { error: { available: "0.000001", held: "0", max_tokens_that_fits: null } } });
    expect(got.json.error?.needed).toMatch(/^0\.\d+$/);
    expect(upstream.seen).toEqual([]);
  });
});

test("the caller's bytes go upstream as they came, but for that one number", async () => {
  const body = `{ "max_tokens" : 5e4,"model":"${ASK.model}",\n "messages":[{"role":"user","content":"\\u00e9 \\"max_tokens\\": 1"}], "x":1.0 }`;
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: poor.secret, body, headers: FIT });
  expect(got.status).toBe(200);
  expect(upstream.seen[0]?.body.toString()).toBe(body.replace("5e4", got.headers.get("x-relais-max-tokens") ?? ""));
});

test("an answer that could only hold its thinking is refused, not sent to be refused upstream", async () => {
  const thinking = { type: "enabled", budget_tokens: 20_000 };
  const got = await ask(`${relay.url}/api/v1/messages`, { secret: poor.secret, body: { ...ASK, ...LONG, thinking }, headers: FIT });
  expect(got).toMatchObject({ status: 402, json: { error: { max_tokens_that_fits: null } } });
  expect(got.json.error?.message).toContain("thinking");
  expect(upstream.seen).toEqual([]);
});

test("two such calls at once share what is there: neither holds what the other has", async () => {
  const waiting: (() => void)[] = [];
  upstream.play((response, request) => {
    waiting.push(() => answerJson(MESSAGE)(response, request));
  });
  const call = () => ask(`${relay.url}/api/v1/messages`, { secret: poor.secret, body: { ...ASK, ...LONG }, headers: FIT });
  const calls = [call(), call()];
  const first = await Promise.race(calls);
  expect(first).toMatchObject({ status: 402, json: { error: { max_tokens_that_fits: null } } });
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  expect((await Promise.all(calls)).map(({ status }) => status).sort()).toEqual([200, 402]);
  await expectBooksBalance(poor.workspaceId);
});

const limit = (assignments: string) => setKey(poor.keyId, assignments);

async function cap(monthNano: bigint): Promise<void> {
  const tier = `t-${poor.workspaceId}`;
  await postgres().query("INSERT INTO usage_tier (id, month_cap_nano) VALUES ($1, $2)", [tier, monthNano]);
  await postgres().query("SELECT choose_tier($1, $2)", [poor.workspaceId, tier]);
}
