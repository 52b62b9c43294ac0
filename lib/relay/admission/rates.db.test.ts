import { beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { setKey } from "@/lib/keys/testing/set-key";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { postgres } from "@/lib/platform/postgres";
import { ask, type Got } from "@/lib/relay/testing/ask";
import { ASK, MESSAGE, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { startRelayFixture } from "@/lib/relay/testing/relay-fixture";
import { answerError, answerJson, answerStream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { asOwner } from "@/lib/testing/owner";
import { PROMPTLY } from "@/lib/testing/promptly";

const { relay, upstream } = await startRelayFixture();
let customer: Customer;

beforeEach(async () => {
  customer = await newCustomer();
  upstream.play(answerJson(MESSAGE));
});

/** Gives the customer its own tier. */
async function tier(columns: string, values: string): Promise<void> {
  const id = newId();
  await postgres().query(`INSERT INTO usage_tier (id, ${columns}) VALUES ('${id}', ${values})`);
  await postgres().query("SELECT choose_tier($1, $2)", [customer.workspaceId, id]);
}

const DIALECTS = [
  {
    path: "/api/v1/messages",
    names: (what: string) => ["limit", "remaining", "reset"].map((part) => `anthropic-ratelimit-${what}-${part}`),
    reset: /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z$/,
  },
  {
    path: "/api/v1/chat/completions",
    names: (what: string) => ["limit", "remaining", "reset"].map((part) => `x-ratelimit-${part}-${what}`),
    reset: /^(\d+m)?\d+s$/,
  },
];

describe.each(DIALECTS)("$path", ({ path, names, reset }) => {
  const call = (body: object = ASK) => ask(relay.url + path, { secret: customer.secret, body });
  const told = (headers: Headers, what: string) => names(what).map((name) => headers.get(name));

  test("an answer shows what is left of the first tier, cache reads not counted", async () => {
    await call();
    const { status, headers } = await call();
    expect(status).toBe(200);
    expect(told(headers, "requests")).toEqual(["50", "48", expect.stringMatching(reset)]);
    // 12 input, 3,000 cache write and 150 output tokens; 20,000 cache read tokens do not count.
    expect(told(headers, "tokens")).toEqual(["40000", `${40_000 - 3_162}`, expect.stringMatching(reset)]);
  });

  test("a stream tells the same in its headers, and counts its tokens at its end", async () => {
    upstream.play(answerStream(STREAM));
    expect(told((await call({ ...ASK, stream: true })).headers, "requests").slice(0, 2)).toEqual(["50", "49"]);
    const { headers } = await call({ ...ASK, stream: true });
    expect(told(headers, "tokens").slice(0, 2)).toEqual(["40000", `${40_000 - 3_162}`]);
  });

  test("40 calls at once under a limit of seven: seven are answered and charged, the rest refused with nothing written", async () => {
    await tier("requests_per_minute", "7");
    const answers = await Promise.all(Array.from({ length: 40 }, () => call()));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 200).length, refused.length]).toEqual([7, 33]);
    for (const { headers, json } of refused) {
      expect(json.error).toMatchObject({ type: "rate_limit_error" });
      expect(headers.get("retry-after")).toMatch(/^([1-9]|[1-5]\d|60)$/);
      expect(headers.get("x-should-retry")).toBeNull();
      expect(told(headers, "requests").slice(0, 2)).toEqual(["7", "0"]);
    }
    expect(upstream.seen).toHaveLength(7);
    expect(await eventsOf(customer)).toHaveLength(7);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, spentTotalNano: 7n * USAGE_CHARGE_NANO });
    await expectBooksBalance(customer.workspaceId);
  });

  test("tokens that are used up refuse the next call", async () => {
    await tier("tokens_per_minute", "3000");
    expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
    expect(await eventsOf(customer)).toHaveLength(1);
  });

  test("a long prompt that runs keeps the next one out until it ends, and is counted by what it used", async () => {
    await tier("tokens_per_minute", "10000");
    const long = { ...ASK, messages: [{ role: "user", content: "word ".repeat(10_000) }] };
    const [arrived, slow] = [signal(), signal()];
    upstream.play(async (response, request) => {
      arrived.resolve();
      await slow.promise;
      return answerJson(MESSAGE)(response, request);
    });
    const first = call(long);
    await arrived.promise;
    const refused = await call(long);
    expect([refused.status, ...told(refused.headers, "tokens").slice(0, 2)]).toEqual([429, "10000", "0"]);
    slow.resolve();
    expect((await first).status).toBe(200);
    const next = await call(long);
    expect([next.status, ...told(next.headers, "tokens").slice(0, 2)]).toEqual([200, "10000", `${10_000 - 3_162}`]);
  });

  test("a call ends its place among those at once, whether it was answered, failed or had no money", async () => {
    await tier("concurrent_calls", "1");
    expect((await call()).status).toBe(200);
    upstream.play(answerError(529, "overloaded_error", "Overloaded"));
    expect((await call()).status).toBeGreaterThan(500);
    await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [customer.workspaceId]);
    expect((await call()).status).toBe(402);
    await asOwner("UPDATE wallet SET is_frozen = false WHERE workspace_id = $1", [customer.workspaceId]);
    upstream.play(answerJson(MESSAGE));
    expect((await call()).status).toBe(200);
    const slow = signal();
    const arrived = signal();
    upstream.play(async (response, request) => {
      arrived.resolve();
      await slow.promise;
      return answerJson(MESSAGE)(response, request);
    });
    const first = call();
    await arrived.promise;
    expect((await call()).status).toBe(429);
    slow.resolve();
    expect((await first).status).toBe(200);
  });

  test("a call that was let in and then refused says what is left too, by us or by the upstream", async () => {
    const headers = { "idempotency-key": newId() };
    const send = (body: object) => ask(relay.url + path, { secret: customer.secret, body, headers });
    const left = async (status: number, answer: Promise<Got>) => {
      const got = await answer;
      expect(got.status).toBe(status);
      expect(told(got.headers, "tokens")).toEqual(["40000", expect.any(String), expect.stringMatching(reset)]);
      return told(got.headers, "requests")[1];
    };
    await send(ASK);
    expect(await left(409, send({ ...ASK, max_tokens: 7 }))).toBe("48");
    upstream.play(answerError(400, "invalid_request_error", "prompt is too long"));
    expect(await left(400, call())).toBe("47");
    upstream.play(answerError(500, "api_error", "Internal"));
    expect(await left(500, call())).toBe("46");
    await asOwner("UPDATE wallet SET is_frozen = true WHERE workspace_id = $1", [customer.workspaceId]);
    expect(await left(402, call())).toBe("45");
    // A request that cannot be parsed is refused before it is counted.
    expect(told((await call({ ...ASK, max_tokens: -1 })).headers, "requests")).toEqual([null, null, null]);
  });

  test("a key's own limit is tighter than its workspace's and holds for that key alone", async () => {
    await setKey(customer.keyId, "requests_per_minute = 1");
    const first = await call();
    expect(told(first.headers, "requests").slice(0, 2)).toEqual(["1", "0"]);
    expect((await call()).status).toBe(429);
  });

  test("a tier that an admin changes counts within a second", async () => {
    await tier("requests_per_minute", "1");
    expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
    await postgres().query("SELECT choose_tier($1, 'tier_4')", [customer.workspaceId]);
    await expect.poll(async () => (await call()).status, PROMPTLY).toBe(200);
  });
});

// Node 20 has no Promise.withResolvers.
function signal(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
