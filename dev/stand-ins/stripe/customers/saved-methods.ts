import type Stripe from "stripe";
import { invalidParam, noSuch, refused } from "../errors";
import { type Form, pairsAt, textAt } from "../form";
import { METHOD_RULES } from "../methods/method-rules";
import { OUTCOMES, type Outcome } from "../payments/outcomes";
import type { Made } from "../refunds/create-refund";
import type { StripeStandIn } from "../stand-in";

export function attachMethod(standIn: StripeStandIn, method: Stripe.PaymentMethod, form: Form): Made<Stripe.PaymentMethod> {
  const customer = textAt(form, "customer") ?? "";
  if (!standIn.store.customers.has(customer)) throw noSuch("customer", customer);
  if (method.customer !== null && method.customer !== customer)
    throw refused("The payment method you provided has already been attached to a customer.");
  if (!METHOD_RULES[method.type]?.isReusable)
    throw invalidParam(
      "customer",
      `Payment methods of type ${method.type} cannot be saved to customers.`,
      "payment_method_unsupported_type",
    );
  method.customer = customer;
  return { object: method, events: [standIn.webhooks.record("payment_method.attached", method)] };
}

export function detachMethod(standIn: StripeStandIn, method: Stripe.PaymentMethod): Made<Stripe.PaymentMethod> {
  if (method.customer === null) throw refused("The payment method you provided is not attached to a customer so detachment is impossible.");
  method.customer = null;
  return { object: method, events: [standIn.webhooks.record("payment_method.detached", method)] };
}

export function updateCustomer({ webhooks }: StripeStandIn, customer: Stripe.Customer, form: Form): Made<Stripe.Customer> {
  for (const name of ["email", "name", "description"] as const) if (name in form) customer[name] = textAt(form, name);
  customer.metadata = { ...customer.metadata, ...pairsAt(form, "metadata") };
  const preferred = textAt(form, "invoice_settings", "default_payment_method");
  if (preferred) customer.invoice_settings.default_payment_method = preferred;
  return { object: customer, events: [webhooks.record("customer.updated", customer)] };
}

/** Methods of one customer, newest first by the list. */
export function ofCustomer(customer: string | null, type: string | null) {
  return (each: Stripe.PaymentMethod) => each.customer !== null && each.customer === customer && (type === null || each.type === type);
}

/** What a bank does with a saved card: it sends a new one, closes it, or refuses it from now on. */
export function savedMethodEvents(standIn: StripeStandIn, id: string, verb: string, body: Record<string, unknown>): Stripe.Event[] {
  const method = standIn.store.paymentMethods.get(id);
  if (!method) throw noSuch("PaymentMethod", id);
  if (verb === "detach") return detachMethod(standIn, method).events;
  if (verb === "update") {
    Object.assign(method.card ?? {}, body);
    return [standIn.webhooks.record("payment_method.automatically_updated", method)];
  }
  if (verb !== "behave") throw refused(`a saved method can behave, update or detach, not ${verb}`);
  if (!OUTCOMES.includes(String(body.outcome))) throw refused(`a saved method can ${OUTCOMES.join(", ")}, not ${body.outcome}`);
  standIn.store.outcomes.set(id, body.outcome as Outcome);
  return [];
}
