import type { TopUp } from "@/prisma/client/client";

export type TopUpState = "created" | "processing" | "paid" | "failed" | "expired" | "review";

/** The order row: what was to be bought, and what became of it. */
export type Order = TopUp & { state: TopUpState };

/** The columns of an order as plain SQL reads them. */
export const ORDER_COLUMNS = `workspace_id AS "workspaceId", id, state, amount_cents AS "amountCents", currency,
  submission_key AS "submissionKey", session_id AS "sessionId", payment_intent_id AS "paymentIntentId", receipt_url AS "receiptUrl",
  receipt_email AS "receiptEmail", review_reason AS "reviewReason", decline_code AS "declineCode", created_by AS "createdBy",
  created_at AS "createdAt", paid_at AS "paidAt", looked_at AS "lookedAt"`;

/** The only currency that is sold in; other ways to pay convert on Stripe's side. */
export const CURRENCY = "usd";

/** How long a payment page stays open: the whole of an evening would let a stolen card be tried for as long. */
export const SESSION_LIFETIME_MS = 2 * 60 * 60_000;

/**
 * How long an unpaid order is continued instead of a new one being made. Well below both the session's lifetime and the
 * day for which Stripe keeps an idempotency key: after that the same key would make a second session.
 */
export const CONTINUE_WINDOW_MS = 30 * 60_000;

/** Somebody who tries stolen cards needs many payment pages: a workspace has few at once, and few in an hour. */
export const MAX_OPEN_ORDERS = 5;
export const MAX_ORDERS_AN_HOUR = 20;

/** Stripe's idempotency key of an order, made from the row that exists before the request is sent. */
export function idempotencyKey(topUpId: string): string {
  return `topup:${topUpId}`;
}

/** The ledger's reference of an order: unique there, so that an order is credited once whatever else fails. */
export function ledgerReference(topUpId: string): string {
  return `topup:${topUpId}`;
}

export function asOrder(row: TopUp): Order {
  return row as Order;
}
