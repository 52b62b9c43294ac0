import { createServer, type Server } from "node:http";
import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "./server";
import { clientOf, post, topUp } from "./test-client";

const SECRET = "whsec_test";

type Delivery = { body: string; signature: string };
let running: RunningStripe;
let stripe: Stripe;
let endpoint: Server;
let deliveries: Delivery[];
let statuses: number[];
let onDelivery: () => void;

beforeEach(async () => {
  deliveries = [];
  statuses = [];
  onDelivery = () => undefined;
  endpoint = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    deliveries.push({ body, signature: String(request.headers["stripe-signature"]) });
    response.writeHead(statuses.shift() ?? 200).end();
    onDelivery();
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const webhookUrl = `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/hook`;
  running = await startStripeStandIn({ port: 0, webhookUrl, webhookSecret: SECRET, webhooks: { retryMs: 1 } });
  stripe = clientOf(running);
});
afterEach(async () => {
  await running.stop();
  endpoint.close();
  endpoint.closeAllConnections();
});

const verify = ({ body, signature }: Delivery, secret = SECRET) => stripe.webhooks.constructEventAsync(body, signature, secret);
const types = () => deliveries.map((each) => JSON.parse(each.body).type);
const untilDelivered = (count: number) =>
  new Promise<void>((resolve) => {
    onDelivery = () => deliveries.length >= count && resolve();
    onDelivery();
  });

async function paidSession(body: object = {}) {
  const session = await stripe.checkout.sessions.create({ ...topUp(1000), client_reference_id: "topup-1" });
  await post(running, `sessions/${session.id}/pay`, body);
  return session;
}

test("a payment is delivered signed, with the session of that moment", async () => {
  const { id } = await paidSession();
  expect(types()).toEqual(["payment_intent.succeeded", "charge.succeeded", "checkout.session.completed"]);
  const event = await verify(deliveries[2] as Delivery);
  expect(event).toMatchObject({
    object: "event",
    api_version: "2026-10-28.endive",
    livemode: false,
    type: "checkout.session.completed",
    data: { object: { id, payment_status: "paid", amount_total: 1000, client_reference_id: "topup-1" } },
  });
  expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
});

test("a delivery that is not answered with 2xx is repeated, three times in all", async () => {
  statuses = [500, 500];
  await paidSession();
  await untilDelivered(5);
  expect(types().filter((type) => type === "payment_intent.succeeded")).toHaveLength(3);
  const ids = deliveries.map((each) => JSON.parse(each.body).id);
  expect(new Set(ids).size).toBe(3);
});

test("deliveries come twice, five at once, reversed, or later, as requested", async () => {
  await post(running, "webhooks", { mode: "twice" });
  await paidSession();
  expect(deliveries).toHaveLength(6);
  await post(running, "webhooks", { mode: "five-at-once" });
  await paidSession();
  expect(deliveries).toHaveLength(21);
  deliveries = [];
  await post(running, "webhooks", { mode: "reversed" });
  await paidSession();
  expect(types()[0]).toBe("checkout.session.completed");
  deliveries = [];
  await post(running, "webhooks", { mode: "delay", ms: 30 });
  await paidSession();
  expect(deliveries).toHaveLength(0);
  await untilDelivered(3);
});

test("held deliveries wait for the flush, lost ones stay in the list of events and can be sent from there", async () => {
  await post(running, "webhooks", { mode: "hold" });
  await paidSession();
  expect(deliveries).toHaveLength(0);
  expect(await post(running, "webhooks/flush", {})).toEqual({ delivered: 3 });
  expect(deliveries).toHaveLength(3);
  await post(running, "webhooks", { mode: "drop" });
  await paidSession();
  const lost = await stripe.events.list({ delivery_success: false, type: "checkout.session.completed" });
  expect(lost.data).toHaveLength(1);
  await post(running, "webhooks/flush", { events: [lost.data[0]?.id] });
  expect(deliveries).toHaveLength(4);
});

test("a bad signature and an old timestamp do not verify", async () => {
  for (const mode of ["bad-signature", "old-timestamp"]) {
    deliveries = [];
    await post(running, "webhooks", { mode });
    await paidSession();
    await expect(verify(deliveries[0] as Delivery)).rejects.toBeInstanceOf(Stripe.errors.StripeSignatureVerificationError);
  }
});

test("during a rotation either secret verifies", async () => {
  await post(running, "webhooks", { secrets: [SECRET, "whsec_next"] });
  await paidSession();
  await verify(deliveries[0] as Delivery);
  await verify(deliveries[0] as Delivery, "whsec_next");
});

test("a payload may lie about the sum, the currency or the mode, while the fetched session is right", async () => {
  for (const [mode, lie] of [
    ["other-amount", { data: { object: { amount_total: 10_000 } } }],
    ["other-currency", { data: { object: { currency: "jpy" } } }],
    ["wrong-livemode", { livemode: true }],
  ] as const) {
    deliveries = [];
    await post(running, "webhooks", { mode });
    const { id } = await paidSession();
    expect(await verify(deliveries[2] as Delivery)).toMatchObject(lie);
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ amount_total: 1000, currency: "usd", livemode: false });
  }
});

test("a session itself may have been tampered with", async () => {
  const { id } = await paidSession({ amountTotal: 5, currency: "eur" });
  expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ amount_subtotal: 5, currency: "eur", payment_status: "paid" });
});

test("a delayed method completes unpaid, and is paid or fails later", async () => {
  const [one, other] = [await paidSession({ isDelayed: true }), await paidSession({ isDelayed: true })];
  expect(await stripe.checkout.sessions.retrieve(one.id)).toMatchObject({ status: "complete", payment_status: "unpaid" });
  await post(running, `sessions/${one.id}/succeed`, {});
  await post(running, `sessions/${other.id}/fail`, {});
  expect(types()).toEqual([
    "checkout.session.completed",
    "checkout.session.completed",
    "payment_intent.succeeded",
    "charge.succeeded",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
  ]);
  expect((await stripe.checkout.sessions.retrieve(one.id)).payment_status).toBe("paid");
});
