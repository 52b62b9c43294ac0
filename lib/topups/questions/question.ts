import "server-only";
import type Stripe from "stripe";
import { stripe } from "@/lib/platform/stripe";

/** What tells that a payment was taken back, or may be. */
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

/** What Stripe says now of a refund, a dispute or a warning. */
export type PaymentQuestion = {
  kind: QuestionKind;
  /** The object's own id: all that comes about it later is the same question. */
  key: string;
  status: string;
  amountCents: number | null;
  currency: string | null;
  paymentIntentId: string | null;
  /** The money may be gone: nothing more is spent of it until a person has looked. */
  takesMoney: boolean;
};

/** An inquiry, a dispute that was won or prevented: no money moves. A status that nobody knows is shown to a person and stops nothing. */
const DISPUTES_THAT_TAKE = new Set<string>(["needs_response", "under_review", "lost", "appeal_needs_response", "appeal_under_review"]);
const REFUNDS_THAT_TAKE = new Set<string | null>(["pending", "requires_action", "succeeded", null]);

export function isQuestionEvent(type: string): boolean {
  return QUESTION_EVENTS.some((each) => each === type);
}

/** Reads from Stripe what an event of these types is about. Null for a charge without a refund. */
export async function readQuestion(type: string, objectId: string): Promise<PaymentQuestion | null> {
  if (type === "charge.refunded") return newestRefund(objectId);
  if (type.startsWith("refund.")) return questionOfRefund(await stripe().refunds.retrieve(objectId));
  if (type.startsWith("charge.dispute.")) return questionOfDispute(await stripe().disputes.retrieve(objectId));
  return questionOfWarning(await stripe().radar.earlyFraudWarnings.retrieve(objectId));
}

/** The event says the sum of all refunds; which of them is new, only they tell. */
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

/** One that is no longer actionable was refunded or disputed meanwhile, and has an event of that. */
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

/** The payment itself, or the one of its charge: older objects name only that. */
async function intentOf({ payment_intent: intent, charge }: OfPayment): Promise<string | null> {
  if (intent) return typeof intent === "string" ? intent : intent.id;
  if (!charge) return null;
  const { payment_intent: ofCharge } = await stripe().charges.retrieve(typeof charge === "string" ? charge : charge.id);
  return typeof ofCharge === "string" ? ofCharge : (ofCharge?.id ?? null);
}
