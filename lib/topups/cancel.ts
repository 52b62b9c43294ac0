import "server-only";
import Stripe from "stripe";
import { closeOrder } from "@/lib/topups/close";
import { fulfil } from "@/lib/topups/fulfil";
import type { TopUpState } from "@/lib/topups/order";
import { readTopUp } from "@/lib/topups/read";
import { stripe } from "@/lib/topups/stripe";

/** Closes an order's payment page at its owner's wish. One that was paid meanwhile is credited instead. */
export async function cancelTopUp(workspaceId: string, topUpId: string): Promise<TopUpState> {
  const order = await readTopUp(workspaceId, topUpId);
  if (order.state !== "created") return order.state;
  if (!order.sessionId) {
    await closeOrder(order.id, "expired");
    return (await readTopUp(workspaceId, topUpId)).state;
  }
  try {
    await stripe().checkout.sessions.expire(order.sessionId);
  } catch (error) {
    // Paid, or expired, a moment ago: a session that is not open cannot be expired.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
  return fulfil(topUpId);
}
