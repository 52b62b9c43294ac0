import "server-only";
import { isUuid } from "@/lib/basics/ids";
import { questionWallet } from "@/lib/ledger/freeze";
import { enqueueForAdmins } from "@/lib/platform/jobs";
import { log } from "@/lib/platform/log";
import { inTransaction, postgres, type Queryable } from "@/lib/platform/postgres";
import { stripe } from "@/lib/platform/stripe";
import { fulfil } from "@/lib/topups/events/fulfil";
import { findOrder, readOrder } from "@/lib/topups/orders/find-order";
import { type PaymentQuestion, readQuestion } from "@/lib/topups/questions/question";

type Credited = { workspaceId: string; topUpId: string; isPaid: boolean };

/**
 * Keeps an event about a payment that was taken back until a person has worked on it, and stops new calls of its workspace where the money may be
 * gone. Once for each refund, dispute and warning: a repeat, or what comes late about one that was settled, stops nothing again. Payments
 * of others on the same Stripe account are ignored, and refunds of what was never credited.
 */
export async function openQuestion(event: { id: string; type: string }, objectId: string): Promise<"open" | "ignored"> {
  const question = await readQuestion(event.type, objectId);
  const payment = question?.paymentIntentId ? await creditedBy(question.paymentIntentId) : null;
  if (!question || !payment || (question.kind === "refund" && !payment.isPaid)) return "ignored";
  await inTransaction((on) => keep(on, event, question, payment));
  return "open";
}

/** The order that a payment was for, brought up to what Stripe says: its own events may still be on the way. */
async function creditedBy(paymentIntentId: string): Promise<Credited | null> {
  const { topup_id: topUpId, workspace_id: workspaceId } = (await stripe().paymentIntents.retrieve(paymentIntentId)).metadata;
  if (!topUpId || !isUuid(topUpId)) return null;
  const place = await findOrder(`order:${topUpId}`);
  const order = place && (await readOrder(postgres(), place));
  if (!order || order.workspaceId !== workspaceId) return null;
  const state = order.state === "paid" ? "paid" : await fulfil(topUpId);
  return { workspaceId, topUpId, isPaid: state === "paid" };
}

async function keep(on: Queryable, event: { id: string; type: string }, question: PaymentQuestion, payment: Credited): Promise<void> {
  const { workspaceId, topUpId, isPaid } = payment;
  const { kind, key, status, amountCents, currency } = question;
  // Two workers with two events of one question take their turns.
  await on.query("SELECT FROM wallet WHERE workspace_id = $1 FOR UPDATE", [workspaceId]);
  const { rows: others } = await on.query<{ froze: boolean }>("SELECT froze FROM stripe_event WHERE question_key = $1 AND id <> $2", [
    key,
    event.id,
  ]);
  const froze = isPaid && question.takesMoney && !others.some((other) => other.froze);
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
