import "server-only";
import type Stripe from "stripe";
import { isUuid } from "@/lib/basics/ids";
import { noteRefund, type RefundNote } from "@/lib/ledger/refunds";
import { log } from "@/lib/platform/log";
import type { Queryable } from "@/lib/platform/postgres";
import type { PaymentOfOrder } from "@/lib/topups/orders/order";

const STATES: RefundNote["state"][] = ["pending", "requires_action", "succeeded", "failed", "canceled"];

/**
 * Books what Stripe says of a refund now. `needsPerson`: it failed, or left debt, or is in a state or currency that we do not know, which
 * moves nothing.
 */
export async function bookRefund(on: Queryable, refund: Stripe.Refund, payment: PaymentOfOrder): Promise<{ needsPerson: boolean }> {
  const { workspaceId, topUpId } = payment;
  // Stripe leaves the state out while it does not know it.
  const state = STATES.find((each) => each === (refund.status ?? "pending"));
  if (!state || refund.currency !== payment.currency) {
    log.error(
      { event: "payments.refund_unbooked", refundId: refund.id, status: refund.status, currency: refund.currency, topUpId },
      "a refund is in a state or a currency that is not known: nothing was booked",
    );
    return { needsPerson: true };
  }
  const named = refund.metadata?.refund_id;
  const answer = await noteRefund(
    on,
    {
      ...{ workspaceId, topUpId, state, serviceRefundId: refund.id, refundId: named && isUuid(named) ? named : null },
      ...{ chargeMinor: BigInt(refund.amount), reason: refund.reason, failureReason: refund.failure_reason ?? null },
    },
    new Date(),
  );
  return { needsPerson: state === "failed" || answer.debtNano > 0n };
}
