import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ASK, MODEL } from "@/lib/relay/testing/golden";
import { accountOf, KINDS, TOKEN } from "@/lib/relay/testing/kinds";
import { askIn, type PooledUpstreams, startPooledUpstreams } from "@/lib/relay/testing/pooled-upstreams";
import { answerError, answerJson, type Script } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";

/** An upstream's message about an account, as the name of a caller's field. */
const FIELDS = [
  "credit balance",
  "Your credit balance is too low",
  "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.",
  "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.",
  "This organization has been disabled.",
  "spend_limit",
  "Operation not allowed",
  "You don't have access to the model",
  "data retention mode",
  "anthropic-beta",
  "is not enabled",
];

/** Refuses the last field of the body, like the model's own checks, in each provider's format. */
const quoting: Script = (response, request) => {
  if (request.path === "/token") return answerJson(TOKEN)(response, request);
  const message = `${Object.keys(JSON.parse(request.body.toString())).at(-1)}: Extra inputs are not permitted`;
  if (request.path.startsWith("/model/"))
    return answerJson({ message }, 400, { "x-amzn-errortype": "ValidationException:" })(response, request);
  return answerError(400, "invalid_request_error", message)(response, request);
};

describe.each(KINDS)("%s", (kind) => {
  let pooled: PooledUpstreams;
  let customer: Customer;

  beforeAll(async () => {
    const makeAccount = (name: string, url: string) => ({
      id: name,
      weight: 1,
      isDraining: false,
      account: { ...accountOf(kind, url), name },
    });
    pooled = await startPooledUpstreams(["north", "south"], { makeAccount });
    for (const upstream of pooled.upstreams) upstream.play(quoting);
  });
  afterAll(() => pooled.close());
  beforeEach(async () => {
    customer = await newCustomer();
  });

  test.each(FIELDS)("a field that is named «%s» is its caller's own 400, free, and cools no account", async (field) => {
    const session = pooled.sessionAt(0, customer, MODEL);
    for (const stream of [false, true]) {
      const got = await askIn(session, `${pooled.relay.url}/api/v1/messages`, customer.secret, { ...ASK, stream, [field]: 1 });
      expect(got).toMatchObject({ status: 400, json: { error: { type: "invalid_request_error" } } });
      expect(got.json.error?.message).toBe(`${field}: Extra inputs are not permitted`);
    }
    expect(pooled.pool.all().map((each) => [each.failures, each.blockReason(MODEL, Date.now())])).toEqual(Array(2).fill([0, null]));
    expect(await eventsOf(customer)).toMatchObject(
      Array(2).fill({ outcome: "released", charge_nano: 0n, http_status: 400, upstream: "north" }),
    );
    expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });
});
