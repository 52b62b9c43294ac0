import "@/lib/topups/testing/stripe-environment";
import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { newId } from "@/lib/basics/ids";
import { postgres } from "@/lib/platform/postgres";
import { asOwner } from "@/lib/testing/owner";
import { MAX_WEBHOOK_BYTES, receiveWebhook } from "@/lib/topups/events/webhook";

const stripe = new Stripe("sk_test_of_the_tests");
const NOW = new Date("2026-11-21T12:00:00Z");
const clock = { now: () => NOW };

test("a delivery of the previous secret is stored too, with its job", async () => {
  for (const secret of ["whsec_current", "whsec_previous"]) {
    const event = newEvent();
    await receiveWebhook(signed(event, { secret }), clock);
    expect(await inbox(event.id)).toMatchObject({ object_id: "cs_1", state: "pending", jobs: 1 });
  }
});

test.each<[string, Signing]>([
  ["another secret", { secret: "whsec_somebody_else" }],
  ["no signature", { signature: null }],
  ["a body changed after signing", { sentBody: '{"id":"evt_forged"}' }],
  ["a signature of five minutes and a second ago", { ageSeconds: 301 }],
  ["a signature of five minutes and a second ahead", { ageSeconds: -301 }],
  ["the other mode of Stripe", { isLive: true }],
])("an event with %s is refused, and nothing is stored", async (_, signing) => {
  const event = newEvent(signing.isLive);
  await expect(receiveWebhook(signed(event, signing), clock)).rejects.toMatchObject({ code: "invalid_request" });
  expect(await inbox(event.id)).toBeNull();
});

test("a signature is valid for five minutes either way", async () => {
  for (const ageSeconds of [300, -300]) {
    const event = newEvent();
    await receiveWebhook(signed(event, { ageSeconds }), clock);
    expect(await inbox(event.id)).toMatchObject({ jobs: 1 });
  }
});

test("an event over 256 KB is refused, however it is signed", async () => {
  const event = newEvent();
  const text = JSON.stringify(event);
  await receiveWebhook(signed(event, { text: text.padEnd(MAX_WEBHOOK_BYTES) }), clock);
  const larger = signed(newEvent(), { text: text.padEnd(MAX_WEBHOOK_BYTES + 1) });
  await expect(receiveWebhook(larger, clock)).rejects.toMatchObject({ code: "request_too_large" });
});

test.each(["", " ", " , ", "whsec_current,"])("with the secret %j an event signed with an empty one is refused", async (secrets) => {
  const body = Buffer.from(JSON.stringify(newEvent()));
  const time = Math.floor(NOW.getTime() / 1000);
  const signature = `t=${time},v1=${createHmac("sha256", "").update(`${time}.${body}`).digest("hex")}`;
  await expect(receiveWebhook({ body, signature }, clock, secrets)).rejects.toMatchObject({ code: "invalid_request" });
});

test("a delivery that is repeated after its job is done makes no second job", async () => {
  const event = newEvent();
  await receiveWebhook(signed(event, {}), clock);
  await asOwner("SELECT graphile_worker.remove_job($1)", [`stripe-event:${event.id}`]);
  await receiveWebhook(signed(event, {}), clock);
  expect(await inbox(event.id)).toMatchObject({ state: "pending", jobs: 0 });
});

test("a thin event, and one of a connected account, are stored for a person and have no job", async () => {
  const thin = { ...newEvent(), object: "v2.core.event", related_object: { id: "mtr_1" } };
  const connected = { ...newEvent(), account: "acct_other" };
  for (const event of [thin, connected]) await receiveWebhook(signed(event, {}), clock);
  expect(await inbox(thin.id)).toMatchObject({
    object_id: "mtr_1",
    state: "dead",
    last_error: expect.stringContaining("thin event"),
    jobs: 0,
  });
  expect(await inbox(connected.id)).toMatchObject({
    object_id: "cs_1",
    state: "dead",
    last_error: expect.stringContaining("acct_other"),
    jobs: 0,
  });
});

test.each([
  ["U+0000", "\\u0000"],
  ["half a surrogate pair", "\\ud83d"],
  ["the other half", "\\udE00"],
])("an event with %s in it is stored as text, and as JSON that Postgres takes", async (_, half) => {
  const event = newEvent();
  const text = JSON.stringify(event).replace('"cs_1"', `"cs_1","name":"a${half}b \\\\u0000 \u{1f600}"`);
  await receiveWebhook(signed(event, { text }), clock);
  expect(await inbox(event.id)).toMatchObject({ raw_text: text, name: "a\ufffdb \\u0000 \u{1f600}", jobs: 1 });
});

type Signing = {
  secret?: string;
  signature?: string | null;
  sentBody?: string;
  text?: string;
  ageSeconds?: number;
  isLive?: boolean;
};

function newEvent(isLive = false) {
  return { id: `evt_${newId()}`, object: "event", type: "checkout.session.completed", livemode: isLive, data: { object: { id: "cs_1" } } };
}

function signed(event: object, { secret = "whsec_current", signature, sentBody, text, ageSeconds = 0 }: Signing) {
  const payload = text ?? JSON.stringify(event);
  const timestamp = Math.floor(NOW.getTime() / 1000) - ageSeconds;
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { body: Buffer.from(sentBody ?? payload), signature: signature === undefined ? header : signature };
}

async function inbox(eventId: string): Promise<object | null> {
  const { rows } = await postgres().query(
    `SELECT object_id, state, last_error, raw_text, payload #>> '{data,object,name}' AS name,
       (SELECT count(*)::int FROM graphile_worker.jobs WHERE key = 'stripe-event:' || e.id) AS jobs
     FROM stripe_event e WHERE id = $1`,
    [eventId],
  );
  return rows[0] ?? null;
}
