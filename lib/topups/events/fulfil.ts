import "server-only";
import type Stripe from "stripe";
import { AppError, invariant } from "@/lib/basics/errors";
import { nanoFromCents } from "@/lib/basics/money";
import { grantLot } from "@/lib/ledger/grant-lot";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { database, transaction } from "@/lib/platform/prisma";
import type { Transaction } from "@/lib/platform/transaction";
import { closeOrder } from "@/lib/topups/orders/close";
import { asOrder, ledgerReference, type Order, type TopUpState } from "@/lib/topups/orders/order";
import { readSession } from "@/lib/topups/orders/session";

/**
 * Brings an order up to what Stripe says now, and credits it when it is paid: the one way by which a top-up becomes
 * balance. Webhook, return page and reconciler all call it, at once or many times over; the row lock, the state and the
 * ledger's unique reference each make the credit happen once. Returns the order's state afterwards.
 */
export async function fulfil(topUpId: string): Promise<TopUpState> {
  const before = await database().topUp.findUnique({ where: { id: topUpId } });
  if (!before) throw new AppError("not_found", "There is no such top-up.");
  // Stripe is asked before the row is locked: no transaction waits for somebody else's server.
  if (isSettled(asOrder(before).state) || !before.sessionId) return asOrder(before).state;
  const session = await readSession(before.sessionId);
  return transaction(async (tx) => {
    const order = await lockOrder(tx, topUpId);
    if (isSettled(order.state)) return order.state;
    const mismatch = mismatchOf(order, session);
    if (mismatch) return park(tx, order, mismatch);
    return apply(tx, order, session);
  });
}

function isSettled(state: TopUpState): boolean {
  return state === "paid" || state === "review";
}

async function lockOrder(tx: Transaction, topUpId: string): Promise<Order> {
  await tx.$queryRaw`SELECT id FROM topup WHERE id = ${topUpId}::uuid FOR UPDATE`;
  return asOrder(await tx.topUp.findUniqueOrThrow({ where: { id: topUpId } }));
}

/** What in the session is not what the order says, or null. Only an order that agrees in everything is credited. */
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

async function park(tx: Transaction, order: Order, reviewReason: string): Promise<TopUpState> {
  log.error(
    { event: "payments.order_differs", topUpId: order.id, workspaceId: order.workspaceId, reviewReason },
    "a payment differs from its order: parked, not credited",
  );
  await tx.topUp.update({ where: { id: order.id }, data: { state: "review", reviewReason } });
  return "review";
}

async function apply(tx: Transaction, order: Order, session: Stripe.Checkout.Session): Promise<TopUpState> {
  const payment = typeof session.payment_intent === "object" ? session.payment_intent : null;
  if (session.payment_status !== "unpaid") return credit(tx, order, payment);
  const declineCode = payment?.last_payment_error?.decline_code ?? payment?.last_payment_error?.code ?? null;
  if (declineCode) await tx.topUp.update({ where: { id: order.id }, data: { declineCode } });
  if (session.status === "open") return order.state;
  if (session.status === "complete" && payment?.status !== "canceled" && payment?.status !== "requires_payment_method") {
    await tx.topUp.update({ where: { id: order.id }, data: { state: "processing" } });
    return "processing";
  }
  const state = session.status === "expired" ? "expired" : "failed";
  await closeOrder(order.id, state, tx);
  return state;
}

async function credit(tx: Transaction, order: Order, payment: Stripe.PaymentIntent | null): Promise<TopUpState> {
  const amountNano = nanoFromCents(order.amountCents);
  invariant(amountNano > 0n, "a top-up has an amount");
  await grantLot(tx, {
    workspaceId: order.workspaceId,
    kind: "paid",
    entryKind: "topup",
    amountNano,
    contra: "stripe_clearing",
    reference: ledgerReference(order.id),
    ...(order.createdBy && { actorUserId: order.createdBy }),
  });
  const charge = typeof payment?.latest_charge === "object" ? payment.latest_charge : null;
  await tx.topUp.update({
    where: { id: order.id },
    data: {
      state: "paid",
      paidAt: new Date(),
      paymentIntentId: payment?.id ?? null,
      receiptUrl: charge?.receipt_url ?? null,
      declineCode: null,
    },
  });
  await enqueue(tx, "topup-receipt", { topUpId: order.id }, { key: `topup-receipt:${order.id}` });
  return "paid";
}
