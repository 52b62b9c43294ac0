import "server-only";
import type { Clock } from "@/lib/basics/clock";
import { newId } from "@/lib/basics/ids";
import { transaction } from "@/lib/platform/prisma";
import type { Transaction } from "@/lib/platform/transaction";
import { closeOrder } from "@/lib/topups/orders/close";
import {
  asOrder,
  CONTINUE_WINDOW_MS,
  CURRENCY,
  MAX_OPEN_ORDERS,
  MAX_ORDERS_AN_HOUR,
  type Order,
  SESSION_LIFETIME_MS,
} from "@/lib/topups/orders/order";

const HOUR_MS = 60 * 60_000;

export type LimitRefusal = "too_many_open" | "too_many_an_hour";
type Placement = { workspaceId: string; userId: string; email: string; amountCents: number; formKey: string };

/**
 * The order for a submitted form: the one that the form made before, else the same person's unpaid order of the same
 * amount, else a new one. So two windows that both ask for $20 lead to one payment page.
 */
export async function placeOrder(
  placement: Placement,
  clock: Clock,
): Promise<{ kind: "placed"; order: Order } | { kind: "refused"; reason: LimitRefusal }> {
  return transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`topup:${placement.workspaceId}`}, 0))`;
    const existing = await continuedOrder(tx, placement, clock);
    if (existing) return { kind: "placed", order: existing };
    const reason = await limitReached(tx, placement.workspaceId, clock);
    if (reason) return { kind: "refused", reason };
    return { kind: "placed", order: await insertOrder(tx, placement, clock) };
  });
}

async function continuedOrder(tx: Transaction, placement: Placement, clock: Clock): Promise<Order | null> {
  const { workspaceId, userId, amountCents } = placement;
  const since = new Date(clock.now().getTime() - CONTINUE_WINDOW_MS);
  const submissionKey = submissionKeyOf(placement);
  const sameForm = await tx.topUp.findUnique({ where: { workspaceId_submissionKey: { workspaceId, submissionKey } } });
  if (sameForm) {
    const isTooOldToOpen = sameForm.state === "created" && !sameForm.sessionId && sameForm.createdAt < since;
    if (!isTooOldToOpen) return asOrder(sameForm);
    await closeOrder(sameForm.id, "expired", tx);
  }
  const sameWish = await tx.topUp.findFirst({
    where: { workspaceId, createdBy: userId, amountCents, state: "created", createdAt: { gte: since } },
    orderBy: { id: "desc" },
  });
  return sameWish && asOrder(sameWish);
}

async function limitReached(tx: Transaction, workspaceId: string, clock: Clock): Promise<LimitRefusal | null> {
  const now = clock.now().getTime();
  const open = await tx.topUp.count({ where: { workspaceId, state: "created", createdAt: { gte: new Date(now - SESSION_LIFETIME_MS) } } });
  if (open >= MAX_OPEN_ORDERS) return "too_many_open";
  const recent = await tx.topUp.count({ where: { workspaceId, createdAt: { gte: new Date(now - HOUR_MS) } } });
  return recent >= MAX_ORDERS_AN_HOUR ? "too_many_an_hour" : null;
}

async function insertOrder(tx: Transaction, placement: Placement, clock: Clock): Promise<Order> {
  const { workspaceId, userId, email, amountCents } = placement;
  const order = await tx.topUp.create({
    data: {
      id: newId(),
      workspaceId,
      state: "created",
      amountCents,
      currency: CURRENCY,
      submissionKey: submissionKeyOf(placement),
      receiptEmail: email,
      createdBy: userId,
      createdAt: clock.now(),
    },
  });
  return asOrder(order);
}

// The amount is part of the form's content: after "back", another amount in the same form is another order.
function submissionKeyOf({ formKey, amountCents }: Placement): string {
  return `${formKey}:${amountCents}`;
}
