import "server-only";
import type Stripe from "stripe";
import { AppError, invariant } from "@/lib/basics/errors";
import { nanoFromCents } from "@/lib/basics/money";
import { grantLot } from "@/lib/ledger/grant-lot";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { closeOrder } from "@/lib/topups/orders/close-order";
import { nameOrder, readOrder, readOrderOfId } from "@/lib/topups/orders/find-order";
import { ledgerReference, type Order, type TopUpState } from "@/lib/topups/orders/order";
import { readSession } from "@/lib/topups/orders/session";

/**
 * Updates an order to what Stripe says now, and credits it if it is paid: the only way in which a top-up becomes balance.
 * Checkout, cancel, return page, Stripe's events and reconciler all call it, at once or repeatedly. The row lock, the state and
 * the ledger's unique reference each ensure a single credit. Returns the order's new state.
 */
export async function fulfil(topUpId: string): Promise<TopUpState> {
  const before = await readOrderOfId(topUpId);
  if (!before) throw new AppError("not_found", "There is no such top-up.");
  // Stripe is asked before the row is locked: no transaction waits for another server.
  if (isSettled(before.state) || !before.sessionId) return before.state;
  const session = await readSession(before.sessionId);
  return inTransaction(async (on) => {
    const order = await readOrder(on, before, "FOR UPDATE");
    invariant(order, "an order is never deleted");
    if (isSettled(order.state)) return order.state;
    const mismatch = mismatchOf(order, session);
    if (mismatch) return park(on, order, mismatch);
    return apply(on, order, session);
  });
}

function isSettled(state: TopUpState): boolean {
  return state === "paid" || state === "review";
}

/** The first difference between session and order, or null. An order is credited only if everything agrees. */
function mismatchOf(order: Order, session: Stripe.Checkout.Session): string | null {
  const differences = [
    session.id !== order.sessionId && `session ${session.id}`,
    session.client_reference_id !== order.id && `reference ${session.client_reference_id}`,
    session.metadata?.workspace_id !== order.workspaceId && `workspace ${session.metadata?.workspace_id}`,
    session.currency !== order.currency && `currency ${session.currency}`,
    session.amount_subtotal !== order.amountCents && `amount ${session.amount_subtotal}`,
    // A discount would credit more than was paid; tax, which Stripe adds, makes the total larger.
    (session.amount_total ?? 0) < order.amountCents && `total ${session.amount_total}`,
  ].filter((difference) => difference !== false);
  return differences.length > 0 ? differences.join(", ") : null;
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

async function apply(on: Queryable, order: Order, session: Stripe.Checkout.Session): Promise<TopUpState> {
  const payment = typeof session.payment_intent === "object" ? session.payment_intent : null;
  if (session.payment_status !== "unpaid") return credit(on, order, payment);
  const declineCode = payment?.last_payment_error?.decline_code ?? payment?.last_payment_error?.code ?? null;
  const { workspaceId, id } = order;
  if (declineCode) await on.query("UPDATE topup SET decline_code = $3 WHERE workspace_id = $1 AND id = $2", [workspaceId, id, declineCode]);
  if (session.status === "open") return order.state;
  if (session.status === "complete" && payment?.status !== "canceled" && payment?.status !== "requires_payment_method") {
    await on.query("UPDATE topup SET state = 'processing' WHERE workspace_id = $1 AND id = $2", [workspaceId, id]);
    return "processing";
  }
  const state = session.status === "expired" ? "expired" : "failed";
  await closeOrder(order, state, on);
  return state;
}

async function credit(on: Queryable, order: Order, payment: Stripe.PaymentIntent | null): Promise<TopUpState> {
  const amountNano = nanoFromCents(order.amountCents);
  invariant(amountNano > 0n, "a top-up has an amount");
  await grantLot(on, {
    workspaceId: order.workspaceId,
    kind: "paid",
    entryKind: "topup",
    amountNano,
    contra: "stripe_clearing",
    reference: ledgerReference(order.id),
    ...(order.createdBy && { actorUserId: order.createdBy }),
  });
  const charge = typeof payment?.latest_charge === "object" ? payment.latest_charge : null;
  if (payment) {
    const owner = await nameOrder(on, order, `payment:${payment.id}`);
    invariant(owner.id === order.id, "a payment pays one order");
  }
  await on.query("SELECT pay_topup($1, $2, $3, $4, $5)", [
    order.workspaceId,
    order.id,
    new Date(),
    payment?.id ?? null,
    charge?.receipt_url ?? null,
  ]);
  await enqueue(on, "topup-receipt", { topUpId: order.id }, { key: `topup-receipt:${order.id}` });
  return "paid";
}
