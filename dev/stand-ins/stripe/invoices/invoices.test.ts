import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripeStandIn } from "../server";
import { clientOf, post, topUp } from "../test-client";

let running: RunningStripe;
let stripe: Stripe;

beforeAll(async () => {
  running = await startStripeStandIn({ port: 0 });
  stripe = clientOf(running);
});
afterAll(() => running.stop());

const open = (wanted: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({ ...topUp(2500), customer_email: "ada@example.test", ...wanted });

test("a session that asks for an invoice has one once it is paid, with a number, a page and a PDF", async () => {
  const invoice_data = { description: "Balance", custom_fields: [{ name: "Order", value: "7" }], metadata: { topup: "7" } };
  const { id } = await open({ invoice_creation: { enabled: true, invoice_data } });
  const told = await post(running, `sessions/${id}/pay`, {});
  expect(told.events.map((event: { type: string }) => event.type)).toContain("invoice.paid");
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["invoice"] });
  const invoice = session.invoice as Stripe.Invoice;
  expect(invoice).toMatchObject({
    status: "paid",
    total: 2500,
    amount_paid: 2500,
    currency: "usd",
    customer: session.customer,
    customer_email: "ada@example.test",
    description: "Balance",
    custom_fields: [{ name: "Order", value: "7" }],
    metadata: { topup: "7" },
    number: expect.stringMatching(/^[A-Z0-9]{8}-\d{4}$/),
  });
  expect(await (await fetch(String(invoice.hosted_invoice_url))).text()).toContain(`Invoice ${invoice.number}`);
  const file = await fetch(String(invoice.invoice_pdf));
  expect(file.headers.get("content-type")).toBe("application/pdf");
  expect(await file.text()).toMatch(/^%PDF-1\.4[\s\S]*\$25\.00[\s\S]*%%EOF\n$/);
  expect((await stripe.invoices.list({ customer: String(session.customer) })).data.map((each) => each.id)).toEqual([invoice.id]);
  expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ number: invoice.number });
});

test("a late payment is invoiced when it comes, and a failed one is not", async () => {
  const [good, bad] = [await open({ invoice_creation: { enabled: true } }), await open({ invoice_creation: { enabled: true } })];
  for (const { id } of [good, bad]) await post(running, `sessions/${id}/pay`, { isDelayed: true });
  expect((await stripe.checkout.sessions.retrieve(good.id)).invoice).toBeNull();
  await post(running, `sessions/${good.id}/succeed`, {});
  await post(running, `sessions/${bad.id}/fail`, {});
  expect((await stripe.checkout.sessions.retrieve(good.id)).invoice).toMatch(/^in_/);
  expect((await stripe.checkout.sessions.retrieve(bad.id)).invoice).toBeNull();
});

test("a session that does not ask for an invoice has none", async () => {
  for (const wanted of [{}, { invoice_creation: { enabled: false } }]) {
    const { id } = await open(wanted);
    await post(running, `sessions/${id}/pay`, {});
    expect((await stripe.checkout.sessions.retrieve(id)).invoice).toBeNull();
  }
});
