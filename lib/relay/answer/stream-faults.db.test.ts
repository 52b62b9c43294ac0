import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { expectBooksBalance } from "@/lib/ledger/testing/wallets";
import { readWallet } from "@/lib/ledger/wallet";
import type { Got } from "@/lib/relay/testing/ask";
import { ASK, frame, MODEL, STREAM } from "@/lib/relay/testing/golden";
import { askIn, type PooledUpstreams, startPooledUpstreams } from "@/lib/relay/testing/pooled-upstreams";
import { answerStream, type Script, type ScriptedUpstream, sent } from "@/lib/relay/testing/scripted-upstream";
import { type Customer, eventsOf, newCustomer } from "@/lib/relay/testing/test-relay";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

let pooled: PooledUpstreams;
let upstream: ScriptedUpstream;
let home: PoolMember;
let customer: Customer;
let session: string;

beforeAll(async () => {
  pooled = await startPooledUpstreams(["north", "south"]);
  upstream = pooled.upstreams[0] as ScriptedUpstream;
  pooled.upstreams[1]?.play(answerStream(STREAM));
});
afterAll(() => pooled.close());
beforeEach(async () => {
  customer = await newCustomer();
  session = pooled.sessionAt(0, customer, MODEL);
  home = pooled.pool.all()[0] as PoolMember;
});

const BEGINNING = STREAM.slice(0, 8);
const broken = (type: string): Script => answerStream([...BEGINNING, frame("error", { error: { type, message: "In the middle" } })]);
const cut: Script = answerStream(BEGINNING, (response) => response.destroy());
const send = (): Promise<Got> => askIn(session, `${pooled.relay.url}/api/v1/messages`, customer.secret, { ...ASK, stream: true });
const routeOf = ({ headers }: Got) => [headers.get("x-relais-upstream"), headers.get("x-relais-route")];
const toTheEndOf = (cooldown: { untilMs: number } | undefined) => {
  if (cooldown) cooldown.untilMs = Date.now();
};

test.each([
  ["overloaded_error", "529"],
  ["rate_limit_error", "429"],
])(
  "%s in the middle of a stream: the conversation's next call goes elsewhere, and each one in a row keeps it away for longer",
  async (type, label) => {
    const waits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      upstream.play(broken(type));
      expect(routeOf(await send())).toEqual(["north", "affine"]);
      expect(home.lastFailure).toMatchObject({ label, message: "In the middle" });
      waits.push(home.blockReason(MODEL, Date.now())?.waitMs ?? 0);
      expect(routeOf(await send())).toEqual(["south", `cooling:${label}`]);
      expect(home.blockReason("claude-haiku-5-5", Date.now())).toBeNull();
      toTheEndOf(home.models.get(MODEL));
    }
    expect((waits[1] ?? 0) / (waits[0] ?? 1)).toBeGreaterThan(1.5);
    expect((waits[2] ?? 0) / (waits[1] ?? 1)).toBeGreaterThan(1.5);
    upstream.play(answerStream(STREAM));
    expect(routeOf(await send())).toEqual(["north", "affine"]);
    expect([home.models.size, home.blockReason(MODEL, Date.now())]).toEqual([0, null]);
    expect((await eventsOf(customer)).map(({ reason }) => reason)).toEqual([...Array(3).fill(["upstream_cut", null]).flat(), null]);
    expect(await readWallet(customer.workspaceId)).toMatchObject({ heldNano: 0n, holdsInFlight: 0 });
    await expectBooksBalance(customer.workspaceId);
  },
);

test.each<[string, Script, label: string]>([
  ["api_error", broken("api_error"), "500"],
  ["a cut", cut, "cut"],
])(
  "%s in the middle of a stream: the third in a row keeps the next call away, a whole stream before it forgives",
  async (_, script, label) => {
    for (const scripts of [
      [script, script, answerStream(STREAM)],
      [script, script, script],
    ]) {
      for (const each of scripts) {
        upstream.play(each);
        expect(routeOf(await send())).toEqual(["north", "affine"]);
      }
    }
    expect(routeOf(await send())).toEqual(["south", `cooling:${label}`]);
    expect(home).toMatchObject({ failures: 5, lastFailure: { label } });
    toTheEndOf(home.whole);
    upstream.play(answerStream(STREAM));
    expect(routeOf(await send())).toEqual(["north", "affine"]);
    expect([home.whole.cause, routeOf(await send())]).toEqual([null, ["north", "affine"]]);
  },
);

test("a trial's stream that has begun lets the others in before it has come to its end", async () => {
  upstream.play(broken("overloaded_error"));
  await send();
  toTheEndOf(home.models.get(MODEL));
  const rest: (() => void)[] = [];
  upstream.play(async (response, request) => {
    if (rest.length > 0) return answerStream(STREAM)(response, request);
    response.writeHead(200, { "content-type": "text/event-stream" });
    rest.push(() => response.end(STREAM.slice(8).join("")));
    await sent(response, BEGINNING.join(""));
  });
  const trial = send();
  await expect.poll(() => home.blockReason(MODEL, Date.now()) ?? rest.length).toBe(1);
  await expect.poll(() => home.models.get(MODEL)?.cause).toBeNull();
  expect(routeOf(await send())).toEqual(["north", "affine"]);
  rest[0]?.();
  expect(routeOf(await trial)).toEqual(["north", "affine"]);
});

test("a stream that we end after an hour says nothing of its account", async () => {
  for (let n = 0; n < 4; n += 1) {
    upstream.play((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      void sent(response, BEGINNING.join(""));
    });
    const answer = send();
    await expect.poll(() => upstream.seen.length).toBe(1);
    await expect
      .poll(() => {
        pooled.relay.openStreams.tick(performance.now() + 3_700_000);
        return Promise.race([answer.then(routeOf), new Promise((resolve) => setTimeout(resolve, 20))]);
      })
      .toEqual(["north", "affine"]);
  }
  expect(home).toMatchObject({ failures: 0, lastFailure: null });
});
