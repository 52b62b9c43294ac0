import "server-only";
import type Stripe from "stripe";
import { bookDispute } from "@/lib/ledger/disputes";
import { log } from "@/lib/platform/log";
import type { Queryable } from "@/lib/platform/postgres";
import type { PaymentOfOrder } from "@/lib/topups/orders/order";

/** States in which the bank has the money, or takes it. */
export const DISPUTES_THAT_TAKE = new Set<string>([
  "needs_response",
  "under_review",
  "lost",
  "appeal_needs_response",
  "appeal_under_review",
]);
const NOT_TAKING = new Set<string>(["warning_needs_response", "warning_under_review", "warning_closed", "won", "prevented"]);

/** Books what Stripe says of a dispute, as of a read that began at `readAt`. A dispute in another currency moves nothing. */
export async function bookStripeDispute(on: Queryable, dispute: Stripe.Dispute, payment: PaymentOfOrder, readAt: Date): Promise<void> {
  const isOfOrder = dispute.currency === payment.currency;
  if (!isOfOrder) {
    log.error(
      { event: "payments.dispute_unbooked", disputeId: dispute.id, currency: dispute.currency, topUpId: payment.topUpId },
      "a dispute is in another currency than its order: no credit was moved",
    );
  }
  const { due_by: dueBy } = dispute.evidence_details ?? {};
  await bookDispute(on, {
    ...{ workspaceId: payment.workspaceId, topUpId: payment.topUpId, disputeId: dispute.id },
    ...{ status: dispute.status, reason: dispute.reason, chargeMinor: BigInt(dispute.amount), currency: dispute.currency },
    takes: isOfOrder ? hasBankTheMoney(dispute) : null,
    evidenceUntil: dueBy ? new Date(dueBy * 1_000) : null,
    openedAt: new Date(dispute.created * 1_000),
    readAt,
  });
}

/** By the lines of the balance, which are facts; before there are any, by the state. Null for a state that we do not know. */
export function hasBankTheMoney({ status, balance_transactions: lines }: Pick<Stripe.Dispute, "status" | "balance_transactions">) {
  if (lines.length > 0) return lines.reduce((sum, { amount }) => sum + Math.sign(amount), 0) < 0;
  if (DISPUTES_THAT_TAKE.has(status)) return true;
  return NOT_TAKING.has(status) ? false : null;
}
