import "server-only";
import { database } from "@/lib/platform/prisma";
import { stripe } from "@/lib/platform/stripe";

/**
 * Stores why the bank refused the last card, for the page that the person sees. The session stays open for another card and does
 * not always report a refused one. Returns whether the payment was for one of our orders.
 */
export async function noteDecline(paymentIntentId: string): Promise<boolean> {
  const payment = await stripe().paymentIntents.retrieve(paymentIntentId);
  const topUpId = payment.metadata.topup_id;
  const workspaceId = payment.metadata.workspace_id;
  if (!topUpId || !workspaceId) return false;
  const declineCode = payment.last_payment_error?.decline_code ?? payment.last_payment_error?.code ?? null;
  const { count } = await database().topUp.updateMany({
    where: { id: topUpId, workspaceId, state: { in: ["created", "processing"] } },
    data: { declineCode },
  });
  return count > 0;
}
