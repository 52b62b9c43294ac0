import "server-only";
import { isRefusedByStripe, isStripeAway, stripe } from "@/lib/platform/stripe";
import { readTopUp } from "@/lib/topups/checkout/read-top-ups";
import { closeOrder } from "@/lib/topups/orders/close-order";
import type { TopUpState } from "@/lib/topups/orders/order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";

/** Closes an order's payment page for its owner. If it was paid meanwhile, it is credited instead. */
export async function cancelTopUp(
  workspaceId: string,
  topUpId: string,
): Promise<{ kind: "closed" | "stripe_unavailable"; state: TopUpState }> {
  const order = await readTopUp(workspaceId, topUpId);
  if (order.state !== "created") return { kind: "closed", state: order.state };
  if (!order.sessionId) {
    await closeOrder(order, "expired");
    return { kind: "closed", state: (await readTopUp(workspaceId, topUpId)).state };
  }
  try {
    await stripe().checkout.sessions.expire(order.sessionId);
  } catch (error) {
    if (isStripeAway(error)) return { kind: "stripe_unavailable", state: order.state };
    // It was paid or expired a moment ago: only an open session can be expired.
    if (!isRefusedByStripe(error)) throw error;
  }
  return { kind: "closed", state: await fulfil(topUpId) };
}
