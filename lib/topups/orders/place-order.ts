import "server-only";
import type { Clock } from "@/lib/basics/clock";
import { newId } from "@/lib/basics/ids";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { closeOrder } from "@/lib/topups/orders/close-order";
import { nameOrder } from "@/lib/topups/orders/find-order";
import {
  CONTINUE_WINDOW_MS,
  MAX_OPEN_ORDERS,
  MAX_ORDERS_AN_HOUR,
  ORDER_COLUMNS,
  type Order,
  type OrderTerms,
  SESSION_LIFETIME_MS,
} from "@/lib/topups/orders/order";

const HOUR_MS = 60 * 60_000;

export type LimitRefusal = "too_many_open" | "too_many_an_hour";
type Placement = { workspaceId: string; userId: string; email: string; amountCents: number; formKey: string; terms: OrderTerms };

/**
 * The order for a submitted form: the one that the form already made, else the same person's unpaid order of the same amount, method
 * and currency whose price still holds, else a new one. So two windows that both ask for $20 lead to one payment page.
 */
export async function placeOrder(
  placement: Placement,
  clock: Clock,
): Promise<{ kind: "placed"; order: Order } | { kind: "refused"; reason: LimitRefusal }> {
  return inTransaction(async (on) => {
    await on.query("SELECT pg_advisory_xact_lock(hashtextextended('topup:' || $1::text, 0))", [placement.workspaceId]);
    const existing = await continuedOrder(on, placement, clock);
    if (existing) return { kind: "placed", order: existing };
    const reason = await limitReached(on, placement.workspaceId, clock);
    if (reason) return { kind: "refused", reason };
    return { kind: "placed", order: await insertOrder(on, placement, clock) };
  });
}

async function continuedOrder(on: Queryable, placement: Placement, clock: Clock): Promise<Order | null> {
  const { workspaceId, userId, amountCents, terms } = placement;
  const since = new Date(clock.now().getTime() - CONTINUE_WINDOW_MS);
  const submissionKey = submissionKeyOf(placement);
  const sameForm = await firstOrder(on, "submission_key = $2", [workspaceId, submissionKey]);
  if (sameForm) {
    const isTooOldToOpen = sameForm.state === "created" && !sameForm.sessionId && sameForm.createdAt < since;
    const isOutpriced = sameForm.state === "created" && !sameForm.sessionId && isPriceOver(sameForm, clock);
    if (!isTooOldToOpen && !isOutpriced) return sameForm;
    await closeOrder(sameForm, "expired", on);
  }
  const sameOrder = `created_by = $2 AND amount_cents = $3 AND state = 'created' AND created_at >= $4 AND service = $5 AND method = $6
    AND currency = $7 AND fee_minor = $8 AND is_adaptive = $9 AND (priced_until IS NULL OR priced_until > $10)`;
  const { service, method, currency, feeMinor, isAdaptive } = terms;
  const values = [workspaceId, userId, amountCents, since, service, method, currency, feeMinor, isAdaptive, clock.now()];
  return firstOrder(on, sameOrder, values);
}

async function firstOrder(on: Queryable, where: string, values: unknown[]): Promise<Order | null> {
  const { rows } = await on.query<Order>(
    `SELECT ${ORDER_COLUMNS} FROM topup WHERE workspace_id = $1 AND ${where} ORDER BY id DESC LIMIT 1`,
    values,
  );
  return rows[0] ?? null;
}

async function limitReached(on: Queryable, workspaceId: string, clock: Clock): Promise<LimitRefusal | null> {
  const now = clock.now().getTime();
  const { rows } = await on.query<{ open: number; recent: number }>(
    `SELECT (count(*) FILTER (WHERE state = 'created' AND created_at >= $2))::integer AS open,
       (count(*) FILTER (WHERE created_at >= $3))::integer AS recent
     FROM topup WHERE workspace_id = $1`,
    [workspaceId, new Date(now - SESSION_LIFETIME_MS), new Date(now - HOUR_MS)],
  );
  const { open = 0, recent = 0 } = rows[0] ?? {};
  if (open >= MAX_OPEN_ORDERS) return "too_many_open";
  return recent >= MAX_ORDERS_AN_HOUR ? "too_many_an_hour" : null;
}

async function insertOrder(on: Queryable, placement: Placement, clock: Clock): Promise<Order> {
  const { workspaceId, userId, email, amountCents, terms } = placement;
  const { service, method, country, currency, chargeMinor, feeMinor, isAdaptive, quote } = terms;
  const { rows } = await on.query<Order>(
    `INSERT INTO topup (id, workspace_id, state, amount_cents, currency, submission_key, receipt_email, created_by, created_at,
       service, method, country, charge_minor, fee_minor, is_adaptive, rate, rate_source, rate_at, margin_ppm, priced_until)
     VALUES ($1, $2, 'created', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) RETURNING ${ORDER_COLUMNS}`,
    [
      ...[newId(), workspaceId, amountCents, currency, submissionKeyOf(placement), email, userId, clock.now()],
      ...[service, method, country, chargeMinor, feeMinor, isAdaptive],
      ...[quote?.rate, quote?.source, quote?.at, quote?.marginPpm, quote?.until].map((each) => each ?? null),
    ],
  );
  const order = rows[0] as Order;
  await nameOrder(on, order, `order:${order.id}`);
  return order;
}

/** Whether the sum of an order in a local currency no longer holds. */
export function isPriceOver({ pricedUntil }: Pick<Order, "pricedUntil">, clock: Clock): boolean {
  return pricedUntil !== null && pricedUntil <= clock.now();
}

// Amount and method are part of the form's content: after "back", another amount in the same form is another order.
function submissionKeyOf({ formKey, amountCents, terms }: Placement): string {
  return `${formKey}:${amountCents}:${terms.method}`;
}
