import "server-only";
import type { PersonActor } from "@/lib/audit/actor";
import { writeAudit } from "@/lib/audit/write-audit";
import { type Clock, systemClock } from "@/lib/basics/clock";
import { askRefund, type RefundRefusal } from "@/lib/ledger/refunds";
import { enqueue } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { readOrderOfId } from "@/lib/topups/orders/find-order";
import type { Order } from "@/lib/topups/orders/order";
import { refundWay } from "@/lib/topups/refunds/refund-methods";
import { readOwnerDays } from "@/lib/topups/refunds/refund-rule";

const DAY_MS = 86_400_000;

export type WantedRefund = {
  workspaceId: string;
  topUpId: string;
  /** Made by the form. */
  refundId: string;
  origin: "owner" | "admin";
  /** In the smallest unit of the order's currency. Null: all that is unused. */
  chargeMinor: bigint | null;
  /** What had been given back when the person looked at the payment. */
  seenMinor: bigint | null;
  reason: string | null;
  bankAccount: string | null;
};

export type RequestRefusal = RefundRefusal | "window_over" | "method_window_over" | "needs_bank_account";

export type RequestedRefund =
  | { kind: "asked" | "repeated"; chargeMinor: bigint; creditNano: bigint; currency: string; isByHand: boolean }
  | { kind: "refused"; reason: RequestRefusal; mostMinor: bigint | null; currency: string | null; days: number | null };

/**
 * Takes what is unused of a payment off its balance and enqueues the refund at the payment service. Refusals are audited too. An owner may
 * do this within the operator's window. A method without refunds needs a bank account, and becomes a task for an admin.
 */
export async function requestRefund(actor: PersonActor, request: WantedRefund, clock: Clock = systemClock): Promise<RequestedRefund> {
  const now = clock.now();
  const order = await readOrderOfId(request.topUpId);
  if (!order || order.workspaceId !== request.workspaceId || !order.paidAt || !order.paymentIntentId) {
    return refuse(actor, request, refusalOf("unpaid"));
  }
  const way = refundWay(order);
  const late = await lateRefusal(request, order, way.kind === "stripe" ? way.days : null, now);
  if (late) return refuse(actor, request, late);
  const isByHand = way.kind === "by_hand";
  if (isByHand && !request.bankAccount) return refuse(actor, request, refusalOf("needs_bank_account"));
  return inTransaction(async (on) => {
    const bankAccount = isByHand ? request.bankAccount : null;
    const answer = await askRefund(on, { ...request, askedBy: actor.userId, bankAccount }, now);
    if (answer.kind === "refused") return refuse(actor, request, { ...refusalOf(answer.reason), ...answer }, on);
    if (answer.kind === "asked") await follow(on, actor, request, answer, isByHand);
    return { ...answer, isByHand };
  });
}

async function follow(
  on: Queryable,
  actor: PersonActor,
  { workspaceId, topUpId, refundId, origin, reason }: WantedRefund,
  { chargeMinor, currency }: { chargeMinor: bigint; currency: string },
  isByHand: boolean,
): Promise<void> {
  const after = { topUp: topUpId, minor: chargeMinor.toString(), currency, origin, reason, isByHand };
  await writeAudit(on, actor, { workspaceId, action: "refund.ask", target: `refund:${refundId}`, after });
  if (!isByHand) await enqueue(on, "refund", { workspaceId, refundId }, { key: `refund:${refundId}` });
  else log.warn({ event: "payments.refund_by_hand", workspaceId, refundId }, "a refund has to be paid by hand: see /admin/payments");
}

async function lateRefusal({ origin }: WantedRefund, order: Order, methodDays: number | null, now: Date) {
  const age = now.getTime() - (order.paidAt?.getTime() ?? 0);
  if (origin === "owner") {
    const days = await readOwnerDays();
    if (age > days * DAY_MS) return { ...refusalOf("window_over"), days };
  }
  return methodDays !== null && age > methodDays * DAY_MS ? { ...refusalOf("method_window_over"), days: methodDays } : null;
}

function refusalOf(reason: RequestRefusal): Extract<RequestedRefund, { kind: "refused" }> {
  return { kind: "refused", reason, mostMinor: null, currency: null, days: null };
}

async function refuse<Refused extends { reason: string }>(
  actor: PersonActor,
  { workspaceId, topUpId, origin, chargeMinor }: WantedRefund,
  refusal: Refused,
  on?: Queryable,
): Promise<Refused> {
  const after = { why: refusal.reason, origin, minor: chargeMinor?.toString() ?? null };
  const line = { workspaceId, action: "refund.refuse", target: `topup:${topUpId}`, after };
  await (on ? writeAudit(on, actor, line) : inTransaction((own) => writeAudit(own, actor, line)));
  return refusal;
}
