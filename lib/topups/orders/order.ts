import type { TopUp } from "@/prisma/client/client";

export type TopUpState = "created" | "processing" | "paid" | "failed" | "expired" | "review";

/** Who takes the money. */
export type ServiceName = "stripe";

/** The order row: what was ordered, and its state. */
export type Order = Omit<TopUp, "state" | "service" | "chargeMinor"> & {
  state: TopUpState;
  service: ServiceName;
  /** What the buyer is asked for, fee included, in the smallest unit of `currency`. */
  chargeMinor: number;
};

/** How an order is paid: fixed before anything is opened, and kept with the order for good. */
export type OrderTerms = {
  service: ServiceName;
  method: string;
  /** The buyer's country, as two capital letters; null if the buyer did not say. */
  country: string | null;
  currency: string;
  /** In the smallest unit of `currency`, fee included. */
  chargeMinor: bigint;
  feeMinor: number;
  /** Stripe may show the buyer a sum in the buyer's own currency. */
  isAdaptive: boolean;
  /** The rate of an order that is not in US dollars. */
  quote: Quote | null;
};

/** The rate by which a sum was computed: units of the currency for one US dollar, before the operator's margin. */
type Quote = { rate: string; source: string; at: Date; marginPpm: number; until: Date };

/** Whose money a refund or a dispute moves: the payment of one order, and its currency. */
export type PaymentOfOrder = { workspaceId: string; topUpId: string; currency: string };

/** The columns of an order for plain SQL. */
export const ORDER_COLUMNS = `workspace_id AS "workspaceId", id, state, amount_cents AS "amountCents", currency,
  submission_key AS "submissionKey", session_id AS "sessionId", payment_intent_id AS "paymentIntentId", receipt_url AS "receiptUrl",
  receipt_email AS "receiptEmail", review_reason AS "reviewReason", decline_code AS "declineCode", created_by AS "createdBy",
  created_at AS "createdAt", paid_at AS "paidAt", looked_at AS "lookedAt", service, method, country,
  coalesce(charge_minor, amount_cents) AS "chargeMinor", fee_minor AS "feeMinor", is_adaptive AS "isAdaptive", rate,
  rate_source AS "rateSource", rate_at AS "rateAt", margin_ppm AS "marginPpm", priced_until AS "pricedUntil", pay_by AS "payBy",
  instructions_url AS "instructionsUrl"`;

/** How long a payment page stays open. A longer time would give more time for trying stolen cards. */
export const SESSION_LIFETIME_MS = 2 * 60 * 60_000;

/**
 * How long an unpaid order is continued instead of making a new one. Well below the session's lifetime and the day for which
 * Stripe stores an idempotency key: after that the same key would make a second session.
 */
export const CONTINUE_WINDOW_MS = 30 * 60_000;

/** Trying stolen cards takes many payment pages, so a workspace may have only a few at once and a few per hour. */
export const MAX_OPEN_ORDERS = 5;
export const MAX_ORDERS_AN_HOUR = 20;

/** Stripe's idempotency key of an order, made from its row, which exists before the request is sent. */
export function idempotencyKey(topUpId: string): string {
  return `topup:${topUpId}`;
}

/** The ledger's reference of an order. It is unique there, so an order is credited once, whatever else fails. */
export function ledgerReference(topUpId: string): string {
  return `topup:${topUpId}`;
}

/** The order of a row that Prisma read. */
export function asOrder(row: TopUp): Order {
  return { ...row, chargeMinor: row.chargeMinor ?? row.amountCents } as Order;
}
