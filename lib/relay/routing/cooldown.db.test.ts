import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, MESSAGE, MODEL } from "@/lib/relay/testing/golden";
import { askIn, type PooledUpstreams, startPooledUpstreams } from "@/lib/relay/testing/pooled-upstreams";
import { answerError, answerJson, type Script } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

let pooled: PooledUpstreams;
let customer: Customer;
let session: string;

beforeAll(async () => {
  pooled = await startPooledUpstreams(["a", "b", "c", "d"]);
});
afterAll(() => pooled.close());
beforeEach(async () => {
  customer = await newCustomer();
  session = pooled.sessionAt(0, customer, MODEL);
});

const OVERLOADED = answerError(529, "overloaded_error", "Overloaded", { "retry-after": "30" });
const FAILING = answerError(500, "api_error", "Internal server error");
const limited = (seconds: string) => answerError(429, "rate_limit_error", "Slow down", { "retry-after": seconds });
const send = (body: object = ASK) => askIn(session, `${pooled.relay.url}/api/v1/messages`, customer.secret, body);
const seen = () => pooled.upstreams.reduce((sum, each) => sum + each.seen.length, 0);
function playAll(...scripts: Script[]): void {
  for (const [index, upstream] of pooled.upstreams.entries()) upstream.play(scripts[index] ?? (scripts.at(-1) as Script));
}

test("an account that is limited is left alone until its retry-after, for that model only", async () => {
  playAll(limited("30"), answerJson(MESSAGE));
  expect((await send()).headers.get("x-relais-route")).toBe("failover:429");
  playAll(answerJson(MESSAGE));
  const second = await send();
  expect(second.headers.get("x-relais-route")).toBe("cooling:429");
  expect(pooled.upstreams[0]?.seen).toEqual([]);
  const other = "claude-sonnet-5";
  session = (() => {
    for (let n = 0; ; n += 1) {
      const [home] = pooled.pool.inOrder(other, () => `${customer.workspaceId} ${other} ${n}`);
      if (home?.name === "a") return String(n);
    }
  })();
  expect((await send({ ...ASK, model: other })).headers.get("x-relais-upstream")).toBe("a");
});

test("where every account is limited the answer is the earliest retry-after, and no account is asked", async () => {
  playAll(limited("40"), limited("20"), limited("900"), limited("900"));
  expect((await send()).status).toBe(429);
  expect((await send()).status).toBe(429);
  pooled.upstreams.forEach((each) => void each.seen.splice(0));
  const got = await send();
  expect(got).toMatchObject({ status: 429, json: { type: "error", error: { type: "rate_limit_error" } } });
  expect(got.headers.get("retry-after")).toBe("20");
  expect(got.headers.get("x-relais-upstream")).toBeNull();
  expect(got.headers.get("x-relais-route")).toBe("cooling:429,cooling:429,cooling:429,cooling:429");
  expect(seen()).toBe(0);
  playAll(limited("900"));
  session = pooled.sessionAt(0, customer, MODEL);
  await send();
  await send();
  expect((await send()).headers.get("retry-after")).toBe("60");
  expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n, holdsInFlight: 0 });
  expect(await eventsOf(customer)).toMatchObject(Array(6).fill({ outcome: "released", charge_nano: 0n, http_status: 429 }));
  await expectBooksBalance(customer.workspaceId);
});

test("one call asks three accounts at most", async () => {
  playAll(FAILING);
  expect((await send()).status).toBe(500);
  expect(seen()).toBe(3);
});

test("an outage of overloaded accounts is met with a handful of calls, and not with a multiple of them", async () => {
  playAll(OVERLOADED);
  for (let n = 0; n < 30; n += 1) expect((await send()).status).toBe(529);
  expect(seen()).toBeLessThanOrEqual(4);
});

test("failures that may be the requests' own shut nobody out, and repeats stay within their budget", async () => {
  playAll(FAILING);
  for (let n = 0; n < 40; n += 1) expect((await send()).status).toBe(500);
  expect(seen()).toBeGreaterThanOrEqual(40);
  // Ten saved retries, and one for every fifth call.
  expect(seen()).toBeLessThanOrEqual(40 + 10 + 8);
  playAll(answerJson(MESSAGE));
  expect((await send()).status).toBe(200);
});
