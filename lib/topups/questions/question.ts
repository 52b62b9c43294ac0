import "server-only";
import type Stripe from "stripe";
import { postgres, type Queryable } from "@/lib/platform/postgres";
import { stripe } from "@/lib/platform/stripe";
import { bookStripeDispute, DISPUTES_THAT_TAKE } from "@/lib/topups/disputes/book-stripe-dispute";
import type { PaymentOfOrder } from "@/lib/topups/orders/order";
import { bookRefund } from "@/lib/topups/refunds/book-refund";

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
  /** The payment may be a fraud: no more of it is spent until an admin has looked. */
  stopsCalls: boolean;
  /** Moves the credit that goes with it. Returns whether a person has to look at it. */
  book(on: Queryable, payment: PaymentOfOrder): Promise<{ needsPerson: boolean }>;
};

export function isQuestionEvent(type: string): boolean {
  return QUESTION_EVENTS.some((each) => each === type);
}

/** Reads the object of such an event from Stripe. Null for a charge without a refund. */
export async function readQuestion(type: string, objectId: string): Promise<PaymentQuestion | null> {
  if (type === "charge.refunded") return refundsOf(objectId);
  if (type.startsWith("refund.")) return questionOfRefund(await stripe().refunds.retrieve(objectId));
  if (type.startsWith("charge.dispute.")) return readDispute(objectId);
  return questionOfWarning(await stripe().radar.earlyFraudWarnings.retrieve(objectId));
}

/** The event has only the sum of all refunds: each of them is in their list, the newest first. */
async function refundsOf(chargeId: string): Promise<PaymentQuestion | null> {
  const refunds = await stripe().refunds.list({ charge: chargeId, limit: 100 }).autoPagingToArray({ limit: 1_000 });
  return refunds[0] ? questionOfRefund(refunds[0], refunds.toReversed()) : null;
}

async function questionOfRefund(refund: Stripe.Refund, refunds = [refund]): Promise<PaymentQuestion> {
  const { id, status, amount, currency } = refund;
  return {
    kind: "refund",
    key: id,
    status: status ?? "unknown",
    amountCents: amount,
    currency,
    paymentIntentId: await intentOf(refund),
    stopsCalls: false,
    async book(on, payment) {
      const booked = [];
      for (const each of refunds) booked.push(await bookRefund(on, each, payment));
      return { needsPerson: booked.some(({ needsPerson }) => needsPerson) };
    },
  };
}

async function readDispute(disputeId: string): Promise<PaymentQuestion> {
  // By the clock of the database, which all processes share.
  const { rows } = await postgres().query<{ at: Date }>("SELECT clock_timestamp() AS at");
  const readAt = rows[0]?.at ?? new Date();
  const dispute = await stripe().disputes.retrieve(disputeId);
  const { id, status, amount, currency } = dispute;
  return {
    kind: "dispute",
    key: id,
    status,
    amountCents: amount,
    currency,
    paymentIntentId: await intentOf(dispute),
    // Inquiries and disputes that were won or prevented stop nothing, and neither does a state that we do not know.
    stopsCalls: DISPUTES_THAT_TAKE.has(status),
    async book(on, payment) {
      await bookStripeDispute(on, dispute, payment, readAt);
      return { needsPerson: true };
    },
  };
}

/** If a warning is no longer actionable, the payment was refunded or disputed meanwhile, which has its own event. */
async function questionOfWarning(warning: Stripe.Radar.EarlyFraudWarning): Promise<PaymentQuestion> {
  const { id, fraud_type: status, actionable: stopsCalls } = warning;
  const paymentIntentId = await intentOf(warning);
  const book = () => Promise.resolve({ needsPerson: true });
  return { kind: "fraud_warning", key: id, status, amountCents: null, currency: null, paymentIntentId, stopsCalls, book };
}

type OfPayment = { payment_intent?: string | { id: string } | null; charge?: string | { id: string } | null };

/** The payment itself, or the payment of its charge: older objects name only the charge. */
async function intentOf({ payment_intent: intent, charge }: OfPayment): Promise<string | null> {
  if (intent) return typeof intent === "string" ? intent : intent.id;
  if (!charge) return null;
  const { payment_intent: ofCharge } = await stripe().charges.retrieve(typeof charge === "string" ? charge : charge.id);
  return typeof ofCharge === "string" ? ofCharge : (ofCharge?.id ?? null);
}
