import "server-only";
import { isUuid } from "@/lib/basics/ids";
import { questionWallet } from "@/lib/ledger/freeze-wallet";
import { enqueueForAdmins } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, type Queryable } from "@/lib/platform/postgres";
import { stripe } from "@/lib/platform/stripe";
import { readOrderOfId } from "@/lib/topups/orders/find-order";
import type { PaymentOfOrder } from "@/lib/topups/orders/order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { type PaymentQuestion, readQuestion } from "@/lib/topups/questions/question";

type Credited = PaymentOfOrder & { isPaid: boolean };

/**
 * Moves the credit of a payment that was given or taken back, as Stripe describes it now. What a person has to look at (every dispute and
 * warning, a refund that failed or left debt) is stored until an admin has handled it. A dispute and a warning stop new calls, once each:
 * repeats and late events stop nothing again. Refunds of uncredited payments, and payments of other products on the same Stripe account,
 * are ignored.
 */
export async function openQuestion(event: { id: string; type: string }, objectId: string): Promise<"open" | "done" | "ignored"> {
  const question = await readQuestion(event.type, objectId);
  const payment = question?.paymentIntentId ? await creditedBy(question.paymentIntentId) : null;
  if (!question || !payment || (question.kind === "refund" && !payment.isPaid)) return "ignored";
  return inTransaction(async (on) => {
    // Two workers with two events of one question run one after the other.
    await on.query("SELECT lock_wallet($1)", [payment.workspaceId]);
    const { needsPerson } = await question.book(on, payment);
    if (!needsPerson) return "done";
    await storeQuestion(on, event, question, payment);
    return "open";
  });
}

/** The order of a payment, updated from Stripe first, since its own events may still be on the way. */
async function creditedBy(paymentIntentId: string): Promise<Credited | null> {
  const { topup_id: topUpId, workspace_id: workspaceId } = (await stripe().paymentIntents.retrieve(paymentIntentId)).metadata;
  if (!topUpId || !isUuid(topUpId)) return null;
  const order = await readOrderOfId(topUpId);
  if (!order || order.workspaceId !== workspaceId) return null;
  const state = order.state === "paid" ? "paid" : await fulfil(topUpId);
  return { workspaceId, topUpId, currency: order.currency, isPaid: state === "paid" };
}

async function storeQuestion(
  on: Queryable,
  event: { id: string; type: string },
  question: PaymentQuestion,
  payment: Credited,
): Promise<void> {
  const { workspaceId, topUpId, isPaid } = payment;
  const { kind, key, status, amountCents, currency } = question;
  const { rows: others } = await on.query<{ froze: boolean }>("SELECT froze FROM stripe_event WHERE question_key = $1 AND id <> $2", [
    key,
    event.id,
  ]);
  const froze = isPaid && question.stopsCalls && !others.some((other) => other.froze);
  const isNewlyFrozen = froze && (await questionWallet(on, workspaceId));
  const finding = { kind, status, amountCents, currency, topUpId };
  await on.query("UPDATE stripe_event SET state = 'open', workspace_id = $2, question_key = $3, froze = $4, finding = $5 WHERE id = $1", [
    event.id,
    workspaceId,
    key,
    froze,
    JSON.stringify(finding),
  ]);
  log.error(
    { event: "payments.under_question", eventId: event.id, type: event.type, workspaceId, ...finding, froze },
    "a payment is under question: see /admin/payments",
  );
  if (others.length === 0 || isNewlyFrozen) {
    await enqueueForAdmins(on, "payment-question", { eventId: event.id }, { key: `payment-question:${event.id}` });
  }
}
