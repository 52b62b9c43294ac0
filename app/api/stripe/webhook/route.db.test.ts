import "@/lib/topups/testing/stripe-environment";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { POST } from "@/app/api/stripe/webhook/route";
import { newId } from "@/lib/basics/ids";
import { listOpenEvents } from "@/lib/clearing/list-stopped";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";

const stripe = new Stripe("sk_test_of_the_tests");

test("a signed event is stored and its job enqueued", async () => {
  const event = newEvent();
  expect((await deliver(event)).status).toBe(200);
  expect(await inbox(event.id)).toEqual({ type: "checkout.session.completed", object_id: "cs_1", state: "pending", jobs: 1 });
});

test("the same event delivered five times at once is stored once, with one job, and each delivery gets a 200", async () => {
  const event = newEvent();
  const replies = await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 200, 200]);
  expect(await inbox(event.id)).toMatchObject({ jobs: 1 });
});

test("during a rotation the previous secret is valid too", async () => {
  const event = newEvent();
  expect((await deliver(event, { secret: "whsec_previous" })).status).toBe(200);
  expect(await inbox(event.id)).toMatchObject({ jobs: 1 });
});

test.each<[string, Signing]>([
  ["another secret", { secret: "whsec_somebody_else" }],
  ["no signature", { signature: null }],
  ["an empty signature", { signature: "" }],
  ["a signature without a time", { signature: "v1=00" }],
  ["a body changed after signing", { sentBody: '{"id":"evt_forged"}' }],
  ["a signature six minutes old", { ageSeconds: 360 }],
  ["a signature six minutes in the future", { ageSeconds: -360 }],
  ["the other mode of Stripe", { isLive: true }],
])("an event with %s is refused and nothing is stored", async (_, signing) => {
  const event = newEvent(signing.isLive);
  const reply = await deliver(event, signing);
  expect(reply.status).toBe(400);
  expect(await inbox(event.id)).toBeNull();
  expect(await reply.text()).not.toContain("whsec");
});

test.each([
  ["null", null],
  ["a list", []],
  ["no id", { type: "checkout.session.completed", livemode: false, data: { object: {} } }],
  ["no type", { id: "evt_x", livemode: false, data: { object: {} } }],
  ["no data", { id: "evt_x", type: "checkout.session.completed", livemode: false }],
  ["no object", { id: "evt_x", type: "checkout.session.completed", livemode: false, data: {} }],
])("what is signed and has %s is no event: refused, and nothing is stored", async (_, payload) => {
  expect((await deliver(payload as object)).status).toBe(400);
  expect(await inbox("evt_x")).toBeNull();
});

test("a thin event, and one of a connected account, differ from a wrong signature: they get a 200 and wait for a person", async () => {
  const thin = {
    id: `evt_${newId()}`,
    object: "v2.core.event",
    type: "v1.billing.meter.error",
    livemode: false,
    related_object: { id: "mtr_1" },
  };
  const connected = { ...newEvent(), account: "acct_other" };
  for (const event of [thin, connected]) expect((await deliver(event)).status).toBe(200);
  expect(await inbox(thin.id)).toMatchObject({ object_id: "mtr_1", state: "dead", jobs: 0 });
  expect(await inbox(connected.id)).toMatchObject({ object_id: "cs_1", state: "dead", jobs: 0 });
  const shown = (await listOpenEvents()).filter(({ id }) => [thin.id, connected.id].includes(id));
  expect(shown.map(({ state }) => state)).toEqual(["dead", "dead"]);
  const { rows } = await postgres().query("SELECT last_error FROM stripe_event WHERE id = ANY ($1) ORDER BY last_error", [
    [thin.id, connected.id],
  ]);
  expect(rows.map(({ last_error: why }) => why)).toEqual([expect.stringMatching(/thin/), expect.stringMatching(/acct_other/)]);
});

test("an event over 256 KB is refused before it is read to its end", async () => {
  let sentBytes = 0;
  const body = new ReadableStream({
    pull(controller) {
      sentBytes += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const request = new Request("http://relais.test/", { method: "POST", body, duplex: "half" } as RequestInit);
  expect((await POST(request)).status).toBe(413);
  expect(sentBytes).toBeLessThan(1_000_000);
});

test("when the database refuses, the answer makes Stripe deliver again", async () => {
  const event = newEvent();
  await asOwner("ALTER TABLE stripe_event RENAME TO stripe_event_away");
  const refused = await deliver(event);
  await asOwner("ALTER TABLE stripe_event_away RENAME TO stripe_event");
  expect(refused.status).toBe(500);
  expect((await deliver(event)).status).toBe(200);
  expect(await inbox(event.id)).toMatchObject({ jobs: 1 });
});

type Signing = {
  secret?: string;
  signature?: string | null;
  sentBody?: string;
  ageSeconds?: number;
  isLive?: boolean;
};

function newEvent(isLive = false) {
  return { id: `evt_${newId()}`, object: "event", type: "checkout.session.completed", livemode: isLive, data: { object: { id: "cs_1" } } };
}

function signed(event: object, { secret = "whsec_current", signature, sentBody, ageSeconds = 0 }: Signing) {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { body: Buffer.from(sentBody ?? payload), signature: signature === undefined ? header : signature };
}

async function deliver(event: object, signing: Signing = {}): Promise<Response> {
  const { body, signature } = signed(event, signing);
  const headers = new Headers(signature === null ? {} : { "stripe-signature": signature });
  return POST(new Request("http://relais.test/api/stripe/webhook", { method: "POST", body, headers }));
}

async function inbox(eventId: string): Promise<object | null> {
  const { rows } = await postgres().query(
    `SELECT type, object_id, state, (SELECT count(*)::int FROM graphile_worker.jobs WHERE key = 'stripe-event:' || e.id) AS jobs
     FROM stripe_event e WHERE id = $1`,
    [eventId],
  );
  return rows[0] ?? null;
}
