import type Stripe from "stripe";
import { noSuch, StripeError } from "./errors";
import { newId, type Store } from "./store";
import type { Webhooks } from "./webhooks";

const STATUSES: string[] = [
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "needs_response",
  "under_review",
  "won",
  "lost",
  "prevented",
] satisfies Stripe.Dispute.Status[];
const CLOSED = ["warning_closed", "won", "lost", "prevented"];

/** The bank of a card takes a payment back, or asks about it. Money moves except with an inquiry. */
export function openDispute(store: Store, webhooks: Webhooks, charge: Stripe.Charge, status = "needs_response"): Stripe.Event[] {
  const dispute = {
    id: newId("du"),
    object: "dispute",
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: store.nowSeconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: {},
    evidence_details: { due_by: store.nowSeconds() + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: isInquiry(status),
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: "fraudulent",
    status: checked(status),
  } as unknown as Stripe.Dispute;
  store.disputes.set(dispute.id, dispute);
  charge.disputed = true;
  const created = webhooks.record("charge.dispute.created", dispute);
  return isInquiry(status) ? [created] : [created, webhooks.record("charge.dispute.funds_withdrawn", dispute)];
}

/** The next state of a dispute, with the original's events. */
export function moveDispute(store: Store, webhooks: Webhooks, id: string, status: string): Stripe.Event[] {
  const dispute = store.disputes.get(id);
  if (!dispute) throw noSuch("dispute", id);
  const wasInquiry = isInquiry(dispute.status);
  dispute.status = checked(status);
  const events = [webhooks.record(CLOSED.includes(status) ? "charge.dispute.closed" : "charge.dispute.updated", dispute)];
  if (wasInquiry && !isInquiry(status)) events.push(webhooks.record("charge.dispute.funds_withdrawn", dispute));
  if (status === "won") events.push(webhooks.record("charge.dispute.funds_reinstated", dispute));
  return events;
}

/** The report of a card network before any dispute. */
export function warnOfFraud(store: Store, webhooks: Webhooks, charge: Stripe.Charge): Stripe.Event[] {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId("issfr"),
    object: "radar.early_fraud_warning",
    actionable: true,
    charge: charge.id,
    created: store.nowSeconds(),
    fraud_type: "made_with_stolen_card",
    livemode: false,
    ...(typeof charge.payment_intent === "string" && { payment_intent: charge.payment_intent }),
  };
  store.warnings.set(warning.id, warning);
  return [webhooks.record("radar.early_fraud_warning.created", warning)];
}

function isInquiry(status: string): boolean {
  return status.startsWith("warning_");
}

function checked(status: string): Stripe.Dispute.Status {
  if (!STATUSES.includes(status))
    throw new StripeError(400, "invalid_request_error", `there is no status ${status}; there are ${STATUSES.join(", ")}`);
  return status as Stripe.Dispute.Status;
}
