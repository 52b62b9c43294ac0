import "server-only";
import type Stripe from "stripe";
import { SYSTEM_ACTOR } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { invariant } from "@/lib/basics/errors";
import { endRefund } from "@/lib/ledger/refunds";
import { log } from "@/lib/platform/log";
import { inTransaction, postgres } from "@/lib/platform/postgres";
import { isRefusedByStripe, stripe } from "@/lib/platform/stripe";
import { readOrderOfId } from "@/lib/topups/orders/find-order";
import type { Order } from "@/lib/topups/orders/order";
import { bookRefund } from "@/lib/topups/refunds/book-refund";
import { type Refund, readRefund } from "@/lib/topups/refunds/read-refunds";
import { serviceOf } from "@/lib/topups/services/services";

/** More refunds than a payment can have by people's hands. */
const SEARCHED = 1_000;

/**
 * Asks Stripe for a refund whose credit is taken off already, once, and books the answer. It is first looked for at Stripe: the process that
 * asked before may have died before it heard the answer, and Stripe forgets a key after a day. What Stripe refuses gives the credit back.
 */
export async function sendRefund(
  { workspaceId, refundId }: { workspaceId: string; refundId: string },
  clock: Clock = systemClock,
): Promise<void> {
  const refund = await readRefund(postgres(), workspaceId, refundId);
  if (refund?.state !== "requested" || refund.serviceRefundId) return;
  const order = await readOrderOfId(refund.topUpId);
  invariant(order?.paymentIntentId, "a refund belongs to a paid order");
  const payment = { workspaceId, topUpId: refund.topUpId, currency: refund.currency };
  try {
    const made = await madeAtStripe(refund, order);
    await inTransaction((on) => bookRefund(on, made, payment));
  } catch (error) {
    if (!isRefusedByStripe(error)) throw error;
    await giveUp(refund, error.code ?? error.message, clock);
  }
}

async function madeAtStripe(refund: Refund, order: Order): Promise<Stripe.Refund> {
  const paymentId = order.paymentIntentId ?? "";
  const known = await stripe().refunds.list({ payment_intent: paymentId, limit: 100 }).autoPagingToArray({ limit: SEARCHED });
  const made = known.find(({ metadata }) => metadata?.refund_id === refund.id);
  if (made) return made;
  const { id } = await serviceOf(order).refund({
    paymentId,
    // Below 2^53: Stripe's own largest sum has twelve digits.
    amountMinor: Number.parseInt(refund.chargeMinor.toString(), 10),
    key: `refund:${refund.id}`,
    metadata: { refund_id: refund.id, topup_id: refund.topUpId, workspace_id: refund.workspaceId },
  });
  return stripe().refunds.retrieve(id);
}

async function giveUp({ workspaceId, id, topUpId }: Refund, why: string, clock: Clock): Promise<void> {
  await inTransaction(async (on) => {
    if (!(await endRefund(on, { workspaceId, refundId: id }, "failed", why, clock.now()))) return;
    await writeAudit(on, SYSTEM_ACTOR, { workspaceId, action: "refund.fail", target: `refund:${id}`, after: { topUp: topUpId, why } });
    log.error({ event: "payments.refund_refused", workspaceId, refundId: id, why }, "Stripe refused a refund: its credit is given back");
  });
}
