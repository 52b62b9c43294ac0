import { isMethodName, paymentMethod } from "@/lib/topups/methods/payment-methods";
import type { Order } from "@/lib/topups/orders/order";

/** `days`: how long the service gives a payment back. Null: as long as the payment is known. */
export type RefundWay = { kind: "stripe"; days: number | null } | { kind: "by_hand" };

/**
 * How the payment of an order is given back: by its method, or by the operator to a bank account. A method that we do not know is left to
 * Stripe, which refuses what it cannot do.
 */
export function refundWay({ service, method }: Pick<Order, "method"> & { service: string }): RefundWay {
  if (service !== "stripe") return { kind: "by_hand" };
  if (!isMethodName(method)) return { kind: "stripe", days: null };
  const { refund } = paymentMethod(method);
  return refund ? { kind: "stripe", days: refund.days } : { kind: "by_hand" };
}
