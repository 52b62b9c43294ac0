import type Stripe from "stripe";
import { invalidParam, missingParam, noSuch, StripeError } from "./errors";
import { type Form, pairsAt, textAt } from "./form";
import { newId, type Store } from "./store";
import type { Webhooks } from "./webhooks";

export type Made<T> = { object: T; events: Stripe.Event[] };

/** Cards are refunded at once; Alipay and WeChat Pay answer later, at a moment that a test chooses. */
export function createRefund(store: Store, webhooks: Webhooks, form: Form): Made<Stripe.Refund> {
  const charge = chargeOf(store, form);
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw new StripeError(400, "invalid_request_error", `Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  const amount = Number.parseInt(textAt(form, "amount") ?? String(left), 10);
  if (!(amount > 0)) throw invalidParam("amount", "Invalid positive integer", "parameter_invalid_integer");
  if (amount > left) throw invalidParam("amount", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
  const isAtOnce = charge.payment_method_details?.type === "card";
  const refund: Stripe.Refund = {
    id: newId("re"),
    object: "refund",
    amount,
    balance_transaction: newId("txn"),
    charge: charge.id,
    created: store.nowSeconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: pairsAt(form, "metadata"),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: textAt(form, "reason") as Stripe.Refund.Reason | null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isAtOnce ? "succeeded" : "pending",
    transfer_reversal: null,
  };
  store.refunds.set(refund.id, refund);
  Object.assign(charge, { amount_refunded: charge.amount_refunded + amount, refunded: amount === left } satisfies Partial<Stripe.Charge>);
  return { object: refund, events: [webhooks.record("refund.created", refund), webhooks.record("charge.refunded", charge)] };
}

/** The late answer: `failed` is possible also after `succeeded`, as with banks. */
export function resolveRefund(store: Store, webhooks: Webhooks, refund: Stripe.Refund, status: "succeeded" | "failed"): Stripe.Event[] {
  if (refund.status === status) return [];
  refund.status = status;
  const charge = store.charges.get(String(refund.charge));
  if (status === "failed") {
    refund.failure_reason = "expired_or_canceled_card";
    if (charge)
      Object.assign(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false } satisfies Partial<Stripe.Charge>);
    return [webhooks.record("refund.failed", refund), webhooks.record("refund.updated", refund)];
  }
  return [webhooks.record("refund.updated", refund)];
}

function chargeOf(store: Store, form: Form): Stripe.Charge {
  const intentId = textAt(form, "payment_intent");
  const chargeId = textAt(form, "charge");
  if (!intentId && !chargeId) throw missingParam("charge");
  const intent = intentId ? store.intents.get(intentId) : undefined;
  if (intentId && !intent) throw noSuch("payment_intent", intentId);
  const id = chargeId ?? String(intent?.latest_charge);
  const charge = store.charges.get(id);
  if (!charge) throw noSuch("charge", id);
  return charge;
}
