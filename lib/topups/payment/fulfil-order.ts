import "server-only";
import { AppError, invariant } from "@/lib/basics/errors";
import { nanoFromCents } from "@/lib/basics/money";
import { grantLot } from "@/lib/ledger/grant-lot";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { closeOrder } from "@/lib/topups/orders/close-order";
import { nameOrder, readOrder, readOrderOfId } from "@/lib/topups/orders/find-order";
import { ledgerReference, type Order, type TopUpState } from "@/lib/topups/orders/order";
import type { Look } from "@/lib/topups/services/payment-service";
import { serviceOf } from "@/lib/topups/services/services";

/**
 * Updates an order to what its payment service says now, and credits it if it is paid: the only way in which a top-up becomes
 * balance. Checkout, cancel, return page, notifications and reconciler all call it, at once or repeatedly. The row lock, the state and
 * the ledger's unique reference each ensure a single credit. Returns the order's new state.
 */
export async function fulfil(topUpId: string): Promise<TopUpState> {
  const before = await readOrderOfId(topUpId);
  if (!before) throw new AppError("not_found", "There is no such top-up.");
  // The service is asked before the row is locked: no transaction waits for another server.
  if (isSettled(before.state) || !before.sessionId) return before.state;
  const look = await serviceOf(before).look(before);
  return inTransaction(async (on) => {
    const order = await readOrder(on, before, "FOR UPDATE");
    invariant(order, "an order is never deleted");
    if (isSettled(order.state)) return order.state;
    // The order that the service was asked about may have been opened elsewhere meanwhile.
    const mismatch = order.sessionId === before.sessionId ? look.mismatch : `session ${before.sessionId}`;
    if (mismatch) return park(on, order, mismatch);
    return apply(on, order, look);
  });
}

function isSettled(state: TopUpState): boolean {
  return state === "paid" || state === "review";
}

async function park(on: Queryable, order: Order, reviewReason: string): Promise<TopUpState> {
  log.error(
    { event: "payments.order_differs", topUpId: order.id, workspaceId: order.workspaceId, reviewReason },
    "a payment differs from its order: parked, not credited",
  );
  await on.query("UPDATE topup SET state = 'review', review_reason = $3 WHERE workspace_id = $1 AND id = $2", [
    order.workspaceId,
    order.id,
    reviewReason,
  ]);
  return "review";
}

async function apply(on: Queryable, order: Order, look: Look): Promise<TopUpState> {
  if (look.outcome === "paid") return credit(on, order, look);
  const { workspaceId, id } = order;
  const { declineCode, payBy, instructionsUrl } = look;
  if (declineCode) await on.query("UPDATE topup SET decline_code = $3 WHERE workspace_id = $1 AND id = $2", [workspaceId, id, declineCode]);
  if (look.outcome === "open") return order.state;
  if (look.outcome === "processing") {
    await on.query("UPDATE topup SET state = 'processing', pay_by = $3, instructions_url = $4 WHERE workspace_id = $1 AND id = $2", [
      workspaceId,
      id,
      payBy,
      instructionsUrl,
    ]);
    return "processing";
  }
  await closeOrder(order, look.outcome, on);
  return look.outcome;
}

async function credit(on: Queryable, order: Order, { payment }: Look): Promise<TopUpState> {
  const amountNano = nanoFromCents(order.amountCents);
  invariant(amountNano > 0n, "a top-up has an amount");
  await grantLot(on, {
    workspaceId: order.workspaceId,
    kind: "paid",
    entryKind: "topup",
    amountNano,
    contra: serviceOf(order).contra,
    reference: ledgerReference(order.id),
    ...(order.createdBy && { actorUserId: order.createdBy }),
  });
  if (payment) {
    const owner = await nameOrder(on, order, `payment:${payment.id}`);
    invariant(owner.id === order.id, "a payment pays one order");
  }
  await on.query("SELECT pay_topup($1, $2, $3, $4, $5)", [
    order.workspaceId,
    order.id,
    new Date(),
    payment?.id ?? null,
    payment?.receiptUrl ?? null,
  ]);
  await enqueue(on, "topup-receipt", { topUpId: order.id }, { key: `topup-receipt:${order.id}` });
  return "paid";
}
