import "server-only";
import type { Clock } from "@/lib/basics/clock";
import { newId } from "@/lib/basics/ids";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { closeOrder } from "@/lib/topups/orders/close-order";
import { nameOrder } from "@/lib/topups/orders/find-order";
import {
  CONTINUE_WINDOW_MS,
  CURRENCY,
  MAX_OPEN_ORDERS,
  MAX_ORDERS_AN_HOUR,
  ORDER_COLUMNS,
  type Order,
  SESSION_LIFETIME_MS,
} from "@/lib/topups/orders/order";

const HOUR_MS = 60 * 60_000;

export type LimitRefusal = "too_many_open" | "too_many_an_hour";
type Placement = { workspaceId: string; userId: string; email: string; amountCents: number; formKey: string };

/**
 * The order for a submitted form: the one that the form already made, else the same person's unpaid order of the same amount,
 * else a new one. So two windows that both ask for $20 lead to one payment page.
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
  const { workspaceId, userId, amountCents } = placement;
  const since = new Date(clock.now().getTime() - CONTINUE_WINDOW_MS);
  const submissionKey = submissionKeyOf(placement);
  const sameForm = await firstOrder(on, "submission_key = $2", [workspaceId, submissionKey]);
  if (sameForm) {
    const isTooOldToOpen = sameForm.state === "created" && !sameForm.sessionId && sameForm.createdAt < since;
    if (!isTooOldToOpen) return sameForm;
    await closeOrder(sameForm, "expired", on);
  }
  const sameOrder = "created_by = $2 AND amount_cents = $3 AND state = 'created' AND created_at >= $4";
  return firstOrder(on, sameOrder, [workspaceId, userId, amountCents, since]);
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
  const { workspaceId, userId, email, amountCents } = placement;
  const { rows } = await on.query<Order>(
    `INSERT INTO topup (id, workspace_id, state, amount_cents, currency, submission_key, receipt_email, created_by, created_at)
     VALUES ($1, $2, 'created', $3, $4, $5, $6, $7, $8) RETURNING ${ORDER_COLUMNS}`,
    [newId(), workspaceId, amountCents, CURRENCY, submissionKeyOf(placement), email, userId, clock.now()],
  );
  const order = rows[0] as Order;
  await nameOrder(on, order, `order:${order.id}`);
  return order;
}

// The amount is part of the form's content: after "back", another amount in the same form is another order.
function submissionKeyOf({ formKey, amountCents }: Placement): string {
  return `${formKey}:${amountCents}`;
}
