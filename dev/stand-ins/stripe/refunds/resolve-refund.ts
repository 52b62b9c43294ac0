import type Stripe from "stripe";
import { refused } from "../errors";
import { bookMovement } from "../money/balance-transactions";
import type { StripeStandIn } from "../stand-in";
import { refer } from "./destination";

const ENDED = ["succeeded", "failed", "canceled"];

/** The late answer: a failure is possible also after `succeeded`, as with banks. */
export function resolveRefund(standIn: StripeStandIn, refund: Stripe.Refund, isPaid: boolean, failureReason?: string): Stripe.Event[] {
  if (!isPaid) return failRefund(standIn, refund, failureReason);
  if (ENDED.includes(String(refund.status))) return [];
  refund.balance_transaction ??= bookMovement(standIn.store, lineOf(refund, -refund.amount)).id;
  refund.status = "succeeded";
  delete refund.pending_reason;
  delete refund.next_action;
  return [standIn.webhooks.record("refund.updated", refund)];
}

/** The money did not arrive, and is the account's again. */
export function failRefund(standIn: StripeStandIn, refund: Stripe.Refund, reason = "expired_or_canceled_card"): Stripe.Event[] {
  if (refund.status === "failed" || refund.status === "canceled") return [];
  giveBack(standIn, refund);
  Object.assign(refund, { status: "failed", failure_reason: reason } satisfies Partial<Stripe.Refund>);
  return [standIn.webhooks.record("refund.failed", refund), standIn.webhooks.record("refund.updated", refund)];
}

/** Only a refund that waits for its payer can be stopped. */
export function cancelRefund(standIn: StripeStandIn, refund: Stripe.Refund): Stripe.Event[] {
  if (refund.status !== "requires_action")
    throw refused(
      `Refund ${refund.id} cannot be canceled: its status is ${refund.status}, and only refunds with the status requires_action can be.`,
    );
  giveBack(standIn, refund);
  refund.status = "canceled";
  refund.failure_reason = "merchant_request";
  return [standIn.webhooks.record("refund.updated", refund)];
}

/** The number that the payer can quote to the bank is known. */
export function referRefund({ webhooks }: StripeStandIn, refund: Stripe.Refund): Stripe.Event[] {
  return refer(refund) ? [webhooks.record("refund.updated", refund)] : [];
}

/** A state that Stripe may add one day. */
export function nameRefundState({ webhooks }: StripeStandIn, refund: Stripe.Refund, status: string): Stripe.Event[] {
  refund.status = status;
  return [webhooks.record("refund.updated", refund)];
}

function giveBack({ store }: StripeStandIn, refund: Stripe.Refund): void {
  delete refund.pending_reason;
  delete refund.next_action;
  if (refund.balance_transaction) {
    const isCard = refund.id.startsWith("re_");
    const type = isCard ? "refund_failure" : "payment_failure_refund";
    refund.failure_balance_transaction = bookMovement(store, {
      ...lineOf(refund, refund.amount),
      type,
      category: "refund_failure",
    }).id;
  }
  const charge = store.charges.get(String(refund.charge));
  if (!charge) return;
  Object.assign(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false } satisfies Partial<Stripe.Charge>);
}

function lineOf(refund: Stripe.Refund, amount: number) {
  const type = refund.id.startsWith("re_") ? "refund" : "payment_refund";
  return { type, category: "refund", amount, currency: refund.currency, source: refund.id };
}
