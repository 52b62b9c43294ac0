import type { TopUp } from "@/prisma/client/client";

export type TopUpState = "created" | "processing" | "paid" | "failed" | "expired" | "review";

/** The order row: what was ordered, and its state. */
export type Order = TopUp & { state: TopUpState };

/** The columns of an order for plain SQL. */
export const ORDER_COLUMNS = `workspace_id AS "workspaceId", id, state, amount_cents AS "amountCents", currency,
  submission_key AS "submissionKey", session_id AS "sessionId", payment_intent_id AS "paymentIntentId", receipt_url AS "receiptUrl",
  receipt_email AS "receiptEmail", review_reason AS "reviewReason", decline_code AS "declineCode", created_by AS "createdBy",
  created_at AS "createdAt", paid_at AS "paidAt", looked_at AS "lookedAt"`;

/** The only currency. Stripe converts for other ways to pay. */
export const CURRENCY = "usd";

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

export function asOrder(row: TopUp): Order {
  return row as Order;
}
