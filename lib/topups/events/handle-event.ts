import "server-only";
import type Stripe from "stripe";
import { log } from "@/lib/platform/log";
import { database } from "@/lib/platform/prisma";
import { noteDecline } from "@/lib/topups/events/note-decline";
import { adoptSession } from "@/lib/topups/orders/adopt-session";
import { findOrder } from "@/lib/topups/orders/find-order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { openQuestion } from "@/lib/topups/questions/open-question";
import { isQuestionEvent } from "@/lib/topups/questions/question";
import { readSession } from "@/lib/topups/services/stripe/session";

const DECLINE_EVENT = "payment_intent.payment_failed";

/** Events of a top-up's payment page. Refused cards and taken-back payments are handled too; all other types are stored and ignored. */
export const SESSION_EVENTS = [
  "checkout.session.completed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.expired",
] as const;

/**
 * Handles one event of the inbox. The event only says where to look: the session is read from Stripe again, so that deliveries
 * may come late, twice or in any order. Throws temporary errors, so that the job is retried. After the last attempt the event is
 * `dead` and waits for an admin.
 */
export async function handleEvent(eventId: string, { isLastAttempt }: { isLastAttempt: boolean }): Promise<void> {
  const event = await database().stripeEvent.findUnique({ where: { id: eventId } });
  if (event?.state !== "pending") return;
  try {
    const outcome = event.objectId ? await act(event, event.objectId) : "ignored";
    await database().stripeEvent.update({
      where: { id: eventId },
      data: { state: outcome, attempts: { increment: 1 }, processedAt: new Date(), lastError: null },
    });
  } catch (error) {
    const lastError = error instanceof Error ? error.message : String(error);
    const state = isLastAttempt ? "dead" : "pending";
    await database().stripeEvent.update({ where: { id: eventId }, data: { state, attempts: { increment: 1 }, lastError } });
    if (!isLastAttempt) throw error;
    // The job is done: the event waits on the page for its kind.
    log.error(
      { event: "payments.event_given_up", eventId, type: event.type, err: error },
      "a Stripe event is given up and waits in /admin/payments",
    );
  }
}

async function act(event: { id: string; type: string }, objectId: string): Promise<"done" | "ignored" | "open"> {
  const { type } = event;
  if (isQuestionEvent(type)) return openQuestion(event, objectId);
  if (SESSION_EVENTS.some((each) => each === type)) return handleSession(objectId);
  if (type === DECLINE_EVENT) return (await noteDecline(objectId)) ? "done" : "ignored";
  return "ignored";
}

async function handleSession(sessionId: string): Promise<"done" | "ignored"> {
  const topUpId = (await findOrder(`session:${sessionId}`))?.id ?? (await claimedOrder(await readSession(sessionId)));
  if (!topUpId) return "ignored";
  await fulfil(topUpId);
  return "done";
}

/** The order that a session names, if it is the order's own. After a crash the order's row may not have its session yet. */
async function claimedOrder(session: Stripe.Checkout.Session): Promise<string | null> {
  const reference = session.metadata?.topup_id;
  // The Stripe account may have sessions that are not ours.
  if (!reference || reference !== session.client_reference_id) return null;
  const order = await findOrder(`order:${reference}`);
  if (!order) return null;
  if (await adoptSession(order, session.id)) return order.id;
  log.error(
    { event: "payments.session_differs", topUpId: order.id, sessionId: session.id },
    "a session names an order that has another session: nothing credited",
  );
  return null;
}
