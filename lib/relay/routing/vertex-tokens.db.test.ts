import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { ASK, MESSAGE } from "@/lib/relay/testing/golden";
import { accountOf, TOKEN } from "@/lib/relay/testing/kinds";
import { askIn, claudeAccount, type PooledUpstreams, startPooledUpstreams } from "@/lib/relay/testing/pooled-upstreams";
import { answerJson, type Script, type ScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

const UNAUTHENTICATED = { error: { code: 401, message: "Request had invalid credentials", status: "UNAUTHENTICATED" } };

let pooled: PooledUpstreams;
let google: ScriptedUpstream;
let customer: Customer;

beforeAll(async () => {
  pooled = await startPooledUpstreams(["vertex", "claude"], {
    makeAccount: (name, url) =>
      name === "claude" ? claudeAccount(name, url) : { id: name, weight: 1, isDraining: false, account: accountOf("vertex", url) },
  });
  google = pooled.upstreams[0] as ScriptedUpstream;
  pooled.upstreams[1]?.play(answerJson(MESSAGE));
});
afterAll(() => pooled.close());
beforeEach(async () => {
  customer = await newCustomer();
});

const vertex = () => pooled.pool.all()[0] as PoolMember;
const blockReason = () => vertex().blockReason(ASK.model, Date.now());

function play(token: Script, predict: Script = answerJson(MESSAGE)) {
  google.play((response, request) => (request.path === "/token" ? token : predict)(response, request));
}

/** A caller whose conversation prefers Google. Everything there is in its initial state. */
function atHome(): () => ReturnType<typeof askIn> {
  const session = pooled.sessionAt(0, customer, ASK.model);
  return () => askIn(session, `${pooled.relay.url}/api/v1/messages`, customer.secret, ASK);
}

test.each<[string, Script]>([
  ["limited", answerJson({ error: "rate_limit_exceeded" }, 429)],
  ["broken", answerJson({}, 500)],
  ["cut off", (response) => response.destroy()],
])("a token endpoint that is %s moves the call, and keeps the account out for seconds at most", async (_, token) => {
  play(token);
  const send = atHome();
  for (let call = 0; call < 3; call += 1) {
    const got = await send();
    expect([got.status, got.headers.get("x-relais-upstream")]).toEqual([200, "claude"]);
  }
  expect(blockReason()).toMatchObject({ cause: { kind: "connection" } });
  expect(blockReason()?.waitMs).toBeLessThanOrEqual(5_000);
  await expectBooksBalance(customer.workspaceId);
});

test("an account whose credentials Google refuses is left alone for an hour", async () => {
  play(answerJson({ error: "invalid_grant" }, 400));
  const got = await atHome()();
  expect([got.status, got.headers.get("x-relais-route")]).toEqual([200, "failover:401"]);
  expect(blockReason()).toMatchObject({ cause: { kind: "credentials", isModelBound: false } });
  expect(blockReason()?.waitMs).toBeGreaterThan(3_500_000);
});

test("a token that was withdrawn costs a call nothing: same account, charged once, nothing cools down", async () => {
  let given = 0;
  let valid = 1;
  play(
    (response, request) => answerJson({ ...TOKEN, access_token: `token-${++given}` })(response, request),
    (response, request) => {
      const isValid = request.headers.authorization === `Bearer token-${valid}`;
      return (isValid ? answerJson(MESSAGE) : answerJson(UNAUTHENTICATED, 401))(response, request);
    },
  );
  const send = atHome();
  expect((await send()).headers.get("x-relais-route")).toBe("affine");
  valid = 2;
  const got = await send();
  expect([got.status, got.headers.get("x-relais-upstream"), got.headers.get("x-relais-route")]).toEqual([200, "vertex", "affine"]);
  expect([blockReason(), vertex().failures]).toEqual([null, 0]);
  expect((await eventsOf(customer)).map(({ outcome }) => outcome)).toEqual(["settled", "settled"]);
  await expectBooksBalance(customer.workspaceId);
});

test("new tokens that are refused as well are the account's fault", async () => {
  play(answerJson(TOKEN), answerJson(UNAUTHENTICATED, 401));
  const got = await atHome()();
  expect([got.status, got.headers.get("x-relais-upstream"), got.headers.get("x-relais-route")]).toEqual([200, "claude", "failover:401"]);
  expect(blockReason()).toMatchObject({ cause: { kind: "credentials" } });
});
