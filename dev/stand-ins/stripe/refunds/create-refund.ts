import type Stripe from "stripe";
import { wholeDisputeOf } from "../disputes/dispute-states";
import { afterFullRefund } from "../disputes/full-refund";
import { invalidParam, missingParam, noSuch, StripeError } from "../errors";
import { type Form, pairsAt, textAt } from "../form";
import { refundRule } from "../methods/money-back";
import { bookMovement } from "../money/balance-transactions";
import type { StripeStandIn } from "../stand-in";
import { newId } from "../store";
import { destinationOf } from "./destination";
import { failRefund } from "./resolve-refund";

export type Made<T> = { object: T; events: Stripe.Event[] };

const DAYS_TO_GIVE_A_BANK_ACCOUNT = 45;
const REASONS = ["duplicate", "fraudulent", "requested_by_customer"];

/** Cards are refunded at once, other methods answer later, some ask the payer for a bank account, and vouchers have no refunds. */
export function createRefund(standIn: StripeStandIn, form: Form): Made<Stripe.Refund> {
  const { store, webhooks } = standIn;
  const charge = chargeOf(standIn, form);
  const amount = refundable(standIn, charge, form);
  const method = charge.payment_method_details?.type ?? "card";
  const next = standIn.nextRefunds.take();
  const isUnderWay = charge.status === "pending";
  const status = isUnderWay || next?.status === "failed" ? "pending" : (next?.status ?? refundRule(method)?.status ?? "pending");
  const refund: Stripe.Refund = {
    id: newId(method === "card" ? "re" : "pyr"),
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: store.nowSeconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: destinationOf(method),
    metadata: pairsAt(form, "metadata"),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    ...(status === "pending" && { pending_reason: isUnderWay ? "charge_pending" : (next?.pendingReason ?? "processing") }),
    ...(status === "requires_action" && actionOf(standIn, charge, form)),
    ...presentmentOf(charge, amount),
    reason: reasonOf(form),
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
  store.refunds.set(refund.id, refund);
  const isCard = method === "card";
  const line = { type: isCard ? "refund" : "payment_refund", category: "refund", amount: -amount, currency: charge.currency };
  // A refund that waits for the payer or for the account's balance has moved nothing yet.
  if (status !== "requires_action" && !isUnderWay && refund.pending_reason !== "insufficient_funds")
    refund.balance_transaction = bookMovement(store, { ...line, source: refund.id }).id;
  const left = charge.amount - charge.amount_refunded;
  Object.assign(charge, { amount_refunded: charge.amount_refunded + amount, refunded: amount === left } satisfies Partial<Stripe.Charge>);
  const events = [webhooks.record("refund.created", refund), webhooks.record("charge.refunded", charge)];
  if (charge.refunded) events.push(...afterFullRefund(standIn, charge));
  if (next?.status === "failed") events.push(...failRefund(standIn, refund, next.failureReason));
  return { object: refund, events };
}

/** The sum, if Stripe gives it back. */
function refundable({ store }: StripeStandIn, charge: Stripe.Charge, form: Form): number {
  const method = charge.payment_method_details?.type ?? "card";
  const rule = refundRule(method);
  if (charge.status === "failed" || !charge.captured) throw notRefundable(`Charge ${charge.id} has not been paid and cannot be refunded.`);
  if (!rule) throw notRefundable(`Charge ${charge.id} cannot be refunded: payments with ${method} do not support refunds.`);
  if (rule.days !== null && charge.created + rule.days * 86_400 < store.nowSeconds())
    throw notRefundable(`Charge ${charge.id} is too old: payments with ${method} can be refunded for ${rule.days} days.`);
  if (wholeDisputeOf(store, charge.id))
    throw new StripeError(400, "invalid_request_error", `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  const left = charge.amount - charge.amount_refunded;
  if (left === 0)
    throw new StripeError(400, "invalid_request_error", `Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  const text = textAt(form, "amount") ?? String(left);
  if (!/^\d{1,12}$/.test(text)) throw invalidParam("amount", `Invalid integer: ${text}`, "parameter_invalid_integer");
  const amount = Number.parseInt(text, 10);
  if (!(amount > 0)) throw invalidParam("amount", "Invalid positive integer", "parameter_invalid_integer");
  if (amount > left) throw invalidParam("amount", `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
  return amount;
}

function notRefundable(message: string): StripeError {
  return new StripeError(400, "invalid_request_error", message, { code: "charge_not_refundable" });
}

function actionOf({ store }: StripeStandIn, charge: Stripe.Charge, form: Form): Partial<Stripe.Refund> {
  const email = textAt(form, "instructions_email") ?? charge.billing_details.email;
  if (!email) throw missingParam("instructions_email");
  const sent = { email_sent_at: store.nowSeconds(), email_sent_to: email };
  const expires = store.nowSeconds() + DAYS_TO_GIVE_A_BANK_ACCOUNT * 86_400;
  return {
    instructions_email: email,
    next_action: { type: "display_details", display_details: { email_sent: sent, expires_at: expires } },
  };
}

/** The buyer's view of a payment in a local currency goes back in the same share. */
function presentmentOf(charge: Stripe.Charge, amount: number): Pick<Stripe.Refund, "presentment_details"> {
  const paid = charge.presentment_details;
  if (!paid) return {};
  const share = BigInt(paid.presentment_amount) * BigInt(amount);
  const presentment_amount =
    amount === charge.amount ? paid.presentment_amount : Number((2n * share + BigInt(charge.amount)) / (2n * BigInt(charge.amount)));
  return { presentment_details: { presentment_amount, presentment_currency: paid.presentment_currency } };
}

function reasonOf(form: Form): Stripe.Refund.Reason | null {
  const reason = textAt(form, "reason");
  if (reason !== null && !REASONS.includes(reason))
    throw invalidParam("reason", `Invalid reason: must be one of ${REASONS.join(", ")}`, "parameter_invalid");
  return reason;
}

function chargeOf({ store }: StripeStandIn, form: Form): Stripe.Charge {
  const intentId = textAt(form, "payment_intent");
  const chargeId = textAt(form, "charge");
  if (!intentId && !chargeId) throw missingParam("charge");
  if (intentId && chargeId) throw invalidParam("charge", "You may only specify one of these parameters: charge, payment_intent.");
  const intent = intentId ? store.intents.get(intentId) : undefined;
  if (intentId && !intent) throw noSuch("payment_intent", intentId);
  if (intent && !intent.latest_charge)
    throw invalidParam("payment_intent", `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  const id = chargeId ?? String(intent?.latest_charge);
  const charge = store.charges.get(id);
  if (!charge) throw noSuch("charge", id);
  return charge;
}
