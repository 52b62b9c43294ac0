import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import { ask } from "@/lib/relay/testing/ask";
import { askAt, frame, MESSAGE, MODEL, STREAM, USAGE_CHARGE_NANO } from "@/lib/relay/testing/golden";
import { askIn, type PooledUpstreams, startPooledUpstreams } from "@/lib/relay/testing/pooled-upstreams";
import { answerError, answerJson, answerStream, type Script, type ScriptedUpstream } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import { readSkippedAccounts } from "@/lib/usage/read-skipped-accounts";

let pooled: PooledUpstreams;
let home: ScriptedUpstream;
let other: ScriptedUpstream;
let customer: Customer;
let session: string;

beforeAll(async () => {
  pooled = await startPooledUpstreams(["north", "south"], { firstByteMs: 1_000 });
  [home, other] = pooled.upstreams as [ScriptedUpstream, ScriptedUpstream];
});
afterAll(() => pooled.close());
beforeEach(async () => {
  customer = await newCustomer();
  session = pooled.sessionAt(0, customer, MODEL);
});

const reset: Script = (response) => response.destroy();
const silent: Script = () => undefined;
const answerOf = (isStream: boolean) => (isStream ? answerStream(STREAM) : answerJson(MESSAGE));

describe.each(["/api/v1/messages", "/api/v1/chat/completions", "/api/v1/responses"])("%s", (path) => {
  const send = (fields: object = {}) => askIn(session, pooled.relay.url + path, customer.secret, askAt(path, fields));

  test.each<[string, label: string, Script]>([
    ["is limited", "429", answerError(429, "rate_limit_error", "Slow down", { "retry-after": "30" })],
    ["is overloaded", "529", answerError(529, "overloaded_error", "Overloaded")],
    ["fails", "500", answerError(500, "api_error", "Internal server error")],
    ["times out", "504", answerError(504, "timeout_error", "Timed out")],
    ["does not know our key", "401", answerError(401, "authentication_error", "invalid x-api-key")],
    ["cannot charge us", "402", answerError(402, "billing_error", "payment declined")],
    ["forbids us the model", "403", answerError(403, "permission_error", "Your organization may not")],
    ["wants money from us", "400", answerError(400, "invalid_request_error", "Your credit balance is too low")],
    ["does not have the model", "404", answerError(404, "not_found_error", `model: ${MODEL}`)],
    ["breaks off", "connection", reset],
    ["answers with a web page", "garbled", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>")],
  ])("an account that %s: another one answers, under the same hold, and the answer says why", async (_, label, script) => {
    for (const stream of [false, true]) {
      session = pooled.sessionAt(0, customer, MODEL);
      home.play(script);
      other.play(answerOf(stream));
      const got = await send({ stream });
      expect(got.status).toBe(200);
      expect(got.headers.get("x-relais-upstream")).toBe("south");
      expect(got.headers.get("x-relais-route")).toBe(`failover:${label}`);
      expect([home.seen.length, other.seen.length]).toEqual([1, 1]);
    }
    expect(await eventsOf(customer)).toMatchObject(
      Array(2).fill({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO, upstream: "south", upstream_request_id: "req_upstream" }),
    );
    for (const { id } of await eventsOf(customer)) {
      const { json } = await ask(`${pooled.relay.url}/api/v1/calls/req_${id}`, { secret: customer.secret });
      expect(json).toMatchObject({ upstream: "south", upstream_moves: [{ upstream: "north", why: "failover", label }] });
    }
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });

  test("what is the caller's own fault is sent once and answered in the upstream's words", async () => {
    home.play(answerError(400, "invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"));
    other.play(answerJson(MESSAGE));
    const got = await send();
    expect(got.status).toBe(400);
    expect(got.text).toContain("prompt is too long");
    expect(other.seen).toEqual([]);
    expect([got.headers.get("x-relais-upstream"), got.headers.get("x-relais-route")]).toEqual(["north", "affine"]);
    expect(await eventsOf(customer)).toMatchObject([{ outcome: "released", charge_nano: 0n, upstream: "north" }]);
  });

  test("a stream that begins with an error, or never begins, is had from another account", async () => {
    const error = frame("error", { error: { type: "overloaded_error", message: "Overloaded" } });
    for (const [script, label] of [
      [answerStream([error]), "529"],
      [answerStream([]), "500"],
      [silent, "timeout"],
    ] as const) {
      session = pooled.sessionAt(0, customer, MODEL);
      home.play(script);
      other.play(answerStream(STREAM));
      const got = await send({ stream: true });
      expect(got.status).toBe(200);
      expect(got.headers.get("x-relais-route")).toBe(`failover:${label}`);
      expect(got.text).not.toContain("Overloaded");
    }
    expect(await eventsOf(customer)).toMatchObject(Array(3).fill({ outcome: "settled", charge_nano: USAGE_CHARGE_NANO }));
  });

  test("a stream that breaks after its first byte is never asked for again", async () => {
    home.play(answerStream(STREAM.slice(0, 8), (response) => response.destroy()));
    other.play(answerStream(STREAM));
    const got = await send({ stream: true });
    expect(got.headers.get("x-relais-upstream")).toBe("north");
    expect(got.headers.get("x-relais-route")).toBe("affine");
    expect(other.seen).toEqual([]);
    const [event] = await eventsOf(customer);
    expect(event).toMatchObject({ outcome: "settled", reason: "upstream_cut", upstream: "north" });
    expect(await readSkippedAccounts(customer.workspaceId, event?.id ?? "")).toEqual([]);
    expect(pooled.pool.all()[0]?.lastFailure).toMatchObject({ label: "cut" });
  });

  test("where all accounts fail the caller gets a clear error, and nothing is charged", async () => {
    home.play(answerError(529, "overloaded_error", "Overloaded"));
    other.play(answerError(401, "authentication_error", "invalid x-api-key"));
    const got = await send();
    expect(got.status).toBe(path === "/api/v1/messages" ? 529 : 503);
    expect(got.text).not.toContain("x-api-key");
    expect(got.headers.get("retry-after")).toBe("5");
    expect(got.headers.get("x-relais-upstream")).toBe("south");
    expect(got.headers.get("x-relais-route")).toBe("failover:529,failover:401");
    const [event] = await eventsOf(customer);
    expect(event).toMatchObject({ outcome: "released", charge_nano: 0n, upstream: "south" });
    expect(await readSkippedAccounts(customer.workspaceId, event?.id ?? "")).toMatchObject([{ label: "529" }, { label: "401" }]);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ availableNano: 5_000_000_000n, heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  });
});

test("calls of one conversation meet at one account also when they come at once, whatever other conversations do", async () => {
  for (const upstream of pooled.upstreams) upstream.play(answerJson(MESSAGE));
  const url = `${pooled.relay.url}/api/v1/messages`;
  const at = async (of: string) => (await askIn(of, url, customer.secret, askAt("/api/v1/messages"))).headers.get("x-relais-upstream");
  expect(await Promise.all([at(session), at(session), at(session)])).toEqual(["north", "north", "north"]);
  const other = pooled.sessionAt(1, customer, MODEL);
  expect(await Promise.all([at(other), at(session), at(other)])).toEqual(["south", "north", "south"]);
});
