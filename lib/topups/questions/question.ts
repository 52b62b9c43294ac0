import "server-only";
import type Stripe from "stripe";
import { stripe } from "@/lib/platform/stripe";

/** Events that report that a payment was or may be taken back. */
export const QUESTION_EVENTS = [
  "charge.refunded",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "charge.dispute.closed",
  "radar.early_fraud_warning.created",
  "radar.early_fraud_warning.updated",
] as const;

export type QuestionKind = "refund" | "dispute" | "fraud_warning";

/** The current state of a refund, a dispute or a warning at Stripe. */
export type PaymentQuestion = {
  kind: QuestionKind;
  /** The object's own id: all later events about it belong to the same question. */
  key: string;
  status: string;
  amountCents: number | null;
  currency: string | null;
  paymentIntentId: string | null;
  /** The money may be gone: no more of it is spent until an admin has looked. */
  takesMoney: boolean;
};

/** Inquiries and disputes that were won or prevented take no money. An unknown status is shown to an admin and stops nothing. */
const DISPUTES_THAT_TAKE = new Set<string>(["needs_response", "under_review", "lost", "appeal_needs_response", "appeal_under_review"]);
const REFUNDS_THAT_TAKE = new Set<string | null>(["pending", "requires_action", "succeeded", null]);

export function isQuestionEvent(type: string): boolean {
  return QUESTION_EVENTS.some((each) => each === type);
}

/** Reads the object of such an event from Stripe. Null for a charge without a refund. */
export async function readQuestion(type: string, objectId: string): Promise<PaymentQuestion | null> {
  if (type === "charge.refunded") return newestRefund(objectId);
  if (type.startsWith("refund.")) return questionOfRefund(await stripe().refunds.retrieve(objectId));
  if (type.startsWith("charge.dispute.")) return questionOfDispute(await stripe().disputes.retrieve(objectId));
  return questionOfWarning(await stripe().radar.earlyFraudWarnings.retrieve(objectId));
}

/** The event has only the sum of all refunds. The newest one is found in their list. */
async function newestRefund(chargeId: string): Promise<PaymentQuestion | null> {
  const { data } = await stripe().refunds.list({ charge: chargeId, limit: 1 });
  return data[0] ? questionOfRefund(data[0]) : null;
}

async function questionOfRefund(refund: Stripe.Refund): Promise<PaymentQuestion> {
  const { id, status, amount, currency } = refund;
  return {
    kind: "refund",
    key: id,
    status: status ?? "unknown",
    amountCents: amount,
    currency,
    paymentIntentId: await intentOf(refund),
    takesMoney: REFUNDS_THAT_TAKE.has(status),
  };
}

async function questionOfDispute(dispute: Stripe.Dispute): Promise<PaymentQuestion> {
  const { id, status, amount, currency } = dispute;
  const takesMoney = DISPUTES_THAT_TAKE.has(status);
  return { kind: "dispute", key: id, status, amountCents: amount, currency, paymentIntentId: await intentOf(dispute), takesMoney };
}

/** If a warning is no longer actionable, the payment was refunded or disputed meanwhile, which has its own event. */
async function questionOfWarning(warning: Stripe.Radar.EarlyFraudWarning): Promise<PaymentQuestion> {
  const { id, fraud_type: status, actionable: takesMoney } = warning;
  return {
    kind: "fraud_warning",
    key: id,
    status,
    amountCents: null,
    currency: null,
    paymentIntentId: await intentOf(warning),
    takesMoney,
  };
}

type OfPayment = { payment_intent?: string | { id: string } | null; charge?: string | { id: string } | null };

/** The payment itself, or the payment of its charge: older objects name only the charge. */
async function intentOf({ payment_intent: intent, charge }: OfPayment): Promise<string | null> {
  if (intent) return typeof intent === "string" ? intent : intent.id;
  if (!charge) return null;
  const { payment_intent: ofCharge } = await stripe().charges.retrieve(typeof charge === "string" ? charge : charge.id);
  return typeof ofCharge === "string" ? ofCharge : (ofCharge?.id ?? null);
}
