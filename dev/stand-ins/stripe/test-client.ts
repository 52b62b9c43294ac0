import Stripe from "stripe";
import type { RunningStripe } from "./server";

/** The real client, pointed at the stand-in. */
export function clientOf(running: RunningStripe, options: { key?: string; maxNetworkRetries?: number } = {}): Stripe {
  return new Stripe(options.key ?? "sk_test_one", {
    host: "127.0.0.1",
    port: running.port,
    protocol: "http",
    maxNetworkRetries: options.maxNetworkRetries ?? 0,
    telemetry: false,
  });
}

export function topUp(amountCents: number, currency = "usd"): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    line_items: [{ quantity: 1, price_data: { currency, unit_amount: amountCents, product_data: { name: "Top-up" } } }],
    success_url: "http://relais.test/billing?session={CHECKOUT_SESSION_ID}",
    cancel_url: "http://relais.test/billing?cancelled=1",
  };
}

export async function post(running: RunningStripe, path: string, body: object) {
  const response = await fetch(`${running.url}/_stand-in/${path}`, { method: "POST", body: JSON.stringify(body) });
  return response.json();
}

/** A payment that has been made, with its charge. */
export async function paidBy(running: RunningStripe, method: string, amountMinor: number, currency = "usd") {
  const stripe = clientOf(running);
  const { id } = await stripe.checkout.sessions.create(topUp(amountMinor, currency));
  await post(running, `sessions/${id}/pay`, { method });
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  const intent = session.payment_intent as Stripe.PaymentIntent;
  return { id, intent: intent.id, charge: String(intent.latest_charge) };
}
