import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, paidBy, post, topUp } from "../test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const submit = (url: string, form: Record<string, string>) =>
  fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
const typesOf = (told: { events: { type: string }[] }) => told.events.map((event) => event.type);
const sessionOf = (id: string) => stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent.latest_charge"] });
const intentOf = async (id: string) => (await sessionOf(id)).payment_intent as Stripe.PaymentIntent;
const open = (method: string, amount: number, currency: string, wanted: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({ ...topUp(amount, currency), allowed_payment_method_types: [method], ...wanted });

test("a buyer in another currency pays what Stripe shows; the session stays in the seller's, and a refund goes back in the same share", async () => {
  const { id, url } = await open("pix", 2000, "usd", { adaptive_pricing: { enabled: true } });
  expect(await (await fetch(String(url))).text()).toContain("Pix (R$111.24)");
  await submit(String(url), { action: "pay", method: "pix" });
  const session = await sessionOf(id);
  expect(session).toMatchObject({ currency: "usd", amount_total: 2000, payment_status: "paid" });
  expect(session.presentment_details).toEqual({ presentment_amount: 11_124, presentment_currency: "brl" });
  const intent = session.payment_intent as Stripe.PaymentIntent;
  expect(intent.presentment_details).toEqual(session.presentment_details);
  const half = await stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
  expect(half.presentment_details).toEqual({ presentment_amount: 5_562, presentment_currency: "brl" });
});

test("for a card the buyer chooses the currency, where the session allows it", async () => {
  const adaptive = await open("card", 2000, "usd", { adaptive_pricing: { enabled: true } });
  expect(await (await fetch(String(adaptive.url))).text()).toContain("<option>xof</option>");
  await submit(String(adaptive.url), { action: "pay", method: "card", currency: "xof" });
  expect((await sessionOf(adaptive.id)).presentment_details).toMatchObject({ presentment_currency: "xof", presentment_amount: 11_742 });
  const plain = await open("card", 2000, "usd");
  await submit(String(plain.url), { action: "pay", method: "card", currency: "xof" });
  expect((await sessionOf(plain.id)).presentment_details).toBeUndefined();
});

test("a method that the page does not show cannot be chosen", async () => {
  const { id } = await open("card", 2000, "usd");
  expect(await post(running, `sessions/${id}/pay`, { method: "alipay" })).toMatchObject({ error: {} });
  expect((await sessionOf(id)).status).toBe("open");
});

test("a voucher is complete and unpaid, with a number and an end, until somebody pays it", async () => {
  const { id, url } = await open("oxxo", 37_200, "mxn", { payment_method_options: { oxxo: { expires_after_days: 2 } } });
  const answer = await submit(String(url), { action: "pay", method: "oxxo" });
  const intent = await intentOf(id);
  expect(intent).toMatchObject({ status: "requires_action", latest_charge: null, next_action: { type: "oxxo_display_details" } });
  const voucher = intent.next_action?.oxxo_display_details;
  expect(voucher?.expires_after).toBe(intent.created + 2 * 86_400);
  expect(voucher?.number).toMatch(/^\d{20,}$/);
  expect(answer.headers.get("location")).toBe(voucher?.hosted_voucher_url);
  expect(await sessionOf(id)).toMatchObject({ status: "complete", payment_status: "unpaid" });
  const page = await (await fetch(String(voucher?.hosted_voucher_url))).text();
  expect(page).toContain("MX$372.00");
  expect(page).toContain("Return to the shop");
  await submit(String(voucher?.hosted_voucher_url), { action: "pay" });
  expect(await sessionOf(id)).toMatchObject({ payment_status: "paid", payment_intent: { status: "succeeded", next_action: null } });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ code: "charge_not_refundable" });
});

test.each([
  ["oxxo", "mxn", "US"],
  ["boleto", "brl", "BR"],
  ["multibanco", "eur", "US"],
])("a voucher of %s that nobody pays fails at its end", async (method, currency, country) => {
  await post(running, "account", { country });
  const { id } = await open(method, 20_000, currency);
  const told = await post(running, `sessions/${id}/pay`, {});
  expect(typesOf(told)).toEqual(["payment_intent.requires_action", "checkout.session.completed"]);
  await post(running, "clock", { advanceMs: 8 * 86_400_000 });
  expect(await sessionOf(id)).toMatchObject({ payment_status: "unpaid", payment_intent: { status: "requires_payment_method" } });
  const { data } = await stripe.events.list({ type: "checkout.session.async_payment_failed", limit: 1 });
  expect(data.map((event) => (event.data.object as Stripe.Checkout.Session).id)).toEqual([id]);
  await post(running, "account", { country: "US" });
});

test("Multibanco's refund waits for the payer's bank account, at the address of the receipt", async () => {
  const { id } = await open("multibanco", 2000, "eur", { customer_email: "ada@example.test" });
  await post(running, `sessions/${id}/pay`, {});
  await post(running, `sessions/${id}/succeed`, {});
  const refund = await stripe.refunds.create({ payment_intent: (await intentOf(id)).id });
  expect(refund).toMatchObject({ status: "requires_action", instructions_email: "ada@example.test" });
});

test("a debit is processing for days with a pending charge, then succeeds, or fails", async () => {
  const [good, bad] = [await open("sepa_debit", 2000, "eur"), await open("sepa_debit", 2000, "eur")];
  for (const { id } of [good, bad]) {
    expect(typesOf(await post(running, `sessions/${id}/pay`, {}))).toEqual([
      "payment_intent.processing",
      "charge.pending",
      "checkout.session.completed",
    ]);
    expect(await intentOf(id)).toMatchObject({ status: "processing", latest_charge: { status: "pending", paid: false } });
  }
  const early = await stripe.refunds.create({ payment_intent: (await intentOf(bad.id)).id });
  expect(early).toMatchObject({ status: "pending", pending_reason: "charge_pending", balance_transaction: null });
  const charge = (await intentOf(good.id)).latest_charge as Stripe.Charge;
  await post(running, `sessions/${good.id}/succeed`, {});
  expect(await intentOf(good.id)).toMatchObject({ status: "succeeded", latest_charge: { id: charge.id, status: "succeeded", paid: true } });
  expect(typesOf(await post(running, `sessions/${bad.id}/fail`, {}))).toEqual([
    "charge.failed",
    "payment_intent.payment_failed",
    "checkout.session.async_payment_failed",
  ]);
});

test("a debit that comes back later is a dispute that is lost at once, without evidence", async () => {
  const { id } = await open("sepa_debit", 2000, "eur");
  await post(running, `sessions/${id}/pay`, {});
  expect(await post(running, `sessions/${id}/return`, {})).toMatchObject({ error: {} });
  await post(running, `sessions/${id}/succeed`, {});
  const told = await post(running, `sessions/${id}/return`, { reason: "bank_cannot_process" });
  expect(typesOf(told)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]);
  const { data } = await stripe.disputes.list({ limit: 1 });
  expect(data[0]).toMatchObject({ status: "lost", reason: "bank_cannot_process", evidence_details: { due_by: 0 } });
});

test("Pix and UPI let nobody answer a dispute", async () => {
  const { charge } = await paidBy(running, "pix", 2000, "brl");
  expect(await post(running, `charges/${charge}/dispute`, { status: "needs_response" })).toMatchObject({ error: { param: "status" } });
  expect(typesOf(await post(running, `charges/${charge}/dispute`, {}))).toContain("charge.dispute.closed");
});

test("a payment in another currency than the account's is booked in the account's, with the rate", async () => {
  const { charge } = await paidBy(running, "card", 1740, "eur");
  const { data } = await stripe.balanceTransactions.list({ source: charge });
  expect(data[0]).toMatchObject({ currency: "usd", amount: 2000, exchange_rate: 2000 / 1740 });
});
