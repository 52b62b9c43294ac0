import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, topUp } from "../test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const click = (url: string, action: "pay" | "decline", method = "card") =>
  fetch(url, { method: "POST", body: new URLSearchParams({ action, method }), redirect: "manual" });

test("the page shows the sum, a note that no money moves, the methods, Pay, Decline and the way back", async () => {
  const session = await stripe.checkout.sessions.create({ ...topUp(123_456), allowed_payment_method_types: ["card", "alipay"] });
  const page = await (await fetch(String(session.url))).text();
  expect(page).toContain("$1,234.56");
  expect(page).toContain("Stripe stand-in — no money moves");
  expect(page).toMatch(/<button[^>]*>Pay<\/button>/);
  expect(page).toMatch(/<button[^>]*>Decline<\/button>/);
  expect(page).toContain('value="alipay"');
  expect(page).not.toContain("wechat");
  expect(page).toContain('href="http://relais.test/billing?cancelled=1"');
});

test("Pay pays once and leads to the success page with the session's id, also when it is pressed twice", async () => {
  const { id, url } = await stripe.checkout.sessions.create(topUp(1000));
  const answers = [await click(String(url), "pay", "alipay"), await click(String(url), "pay")];
  for (const answer of answers)
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `http://relais.test/billing?session=${id}`]);
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  expect(session).toMatchObject({ payment_status: "paid", payment_intent: { payment_method_types: ["alipay"] } });
  expect((await stripe.charges.list({ payment_intent: (session.payment_intent as Stripe.PaymentIntent).id })).data).toHaveLength(1);
  expect(await (await fetch(String(url))).text()).toContain("This payment is complete");
});

test("Decline says so and leaves the session open for another attempt", async () => {
  const { id, url } = await stripe.checkout.sessions.create(topUp(1000));
  const answer = await click(String(url), "decline");
  const page = await (await fetch(`${running.url}${answer.headers.get("location")}`)).text();
  expect(page).toContain("declined");
  expect(page).toContain("http://relais.test/billing?cancelled=1");
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
  expect((await click(String(url), "pay")).headers.get("location")).toContain(id);
});

test("an expired session cannot be paid", async () => {
  const { id, url } = await stripe.checkout.sessions.create(topUp(1000));
  await stripe.checkout.sessions.expire(id);
  await click(String(url), "pay");
  expect((await stripe.checkout.sessions.retrieve(id)).payment_status).toBe("unpaid");
  expect(await (await fetch(String(url))).text()).toContain("expired");
});

test("by default the webhook is answered before the shopper is sent back", async () => {
  const order: string[] = [];
  const endpoint = createServer((request, response) => {
    request.resume().once("end", () => {
      order.push("webhook");
      response.end();
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  running.standIn.webhooks.settings.url = `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/`;
  const { url } = await stripe.checkout.sessions.create(topUp(1000));
  await click(String(url), "pay").then(() => order.push("redirect"));
  expect(order).toEqual(["webhook", "webhook", "webhook", "redirect"]);
  running.standIn.webhooks.settings.url = null;
  endpoint.close();
  endpoint.closeAllConnections();
});

test("with a data file, open sessions outlive a restart, also on another port", async () => {
  const dataFile = path.join(await mkdtemp(path.join(tmpdir(), "stripe-")), "stripe.json");
  const first = await startStripeStandIn({ port: 0, dataFile });
  const { id } = await clientOf(first).checkout.sessions.create(topUp(1000), { idempotencyKey: "topup:9" });
  await first.stop();
  const second = await startStripeStandIn({ port: 0, dataFile });
  const session = await clientOf(second).checkout.sessions.retrieve(id);
  expect(session.url).toBe(`${second.url}/pay/${id}`);
  await click(String(session.url), "pay");
  expect((await clientOf(second).checkout.sessions.create(topUp(1000), { idempotencyKey: "topup:9" })).id).toBe(id);
  await second.stop();
});
