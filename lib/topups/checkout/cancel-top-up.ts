import "server-only";
import { readTopUp } from "@/lib/topups/checkout/read-top-ups";
import { closeOrder } from "@/lib/topups/orders/close-order";
import type { TopUpState } from "@/lib/topups/orders/order";
import { fulfil } from "@/lib/topups/payment/fulfil-order";
import { isServiceAway } from "@/lib/topups/services/service-away";
import { serviceOf } from "@/lib/topups/services/services";

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
    await serviceOf(order).close(order);
  } catch (error) {
    if (!isServiceAway(error)) throw error;
    return { kind: "stripe_unavailable", state: order.state };
  }
  return { kind: "closed", state: await fulfil(topUpId) };
}
