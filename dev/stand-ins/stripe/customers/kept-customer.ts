import type Stripe from "stripe";
import type { Store } from "../store";
import type { Webhooks } from "../webhooks";
import { addCustomer } from "./new-customer";

type Kept = { session: Stripe.Checkout.Session; paymentMethod: Stripe.PaymentMethod; usage: string | null };

/** The customer whom a session makes or knows, with the method if it is saved for later. */
export function keptCustomer(store: Store, webhooks: Webhooks, { session, paymentMethod, usage }: Kept): Stripe.Event[] {
  const isSaved = usage === "off_session" || usage === "on_session";
  const events: Stripe.Event[] = [];
  if (!session.customer && (session.customer_creation === "always" || session.invoice_creation?.enabled || isSaved)) {
    const customer = addCustomer(store, { email: paymentMethod.billing_details.email });
    session.customer = customer.id;
    events.push(webhooks.record("customer.created", customer));
  }
  if (isSaved && session.customer) {
    paymentMethod.customer = session.customer as string;
    events.push(webhooks.record("payment_method.attached", paymentMethod));
  }
  return events;
}
