import type { Order } from "@/lib/topups/orders/order";

/** How long Stripe gives a payment back by its method, in days. Null: as long as the payment is known. */
const REFUND_DAYS: Record<string, number | null> = {
  card: null,
  link: null,
  crypto: null,
  cashapp: 90,
  alipay: 90,
  pix: 90,
  upi: 60,
  wechat_pay: 180,
  paypal: 180,
  sepa_debit: 180,
  ideal: 180,
  bancontact: 180,
  p24: 180,
  multibanco: 365,
  bizum: 395,
  blik: 395,
};

/** Methods of Stripe that have no refunds: the operator pays to a bank account, as for services without refunds. */
const WITHOUT_REFUNDS = new Set(["oxxo", "boleto"]);

export type RefundWay = { kind: "stripe"; days: number | null } | { kind: "by_hand" };

/** How the payment of an order is given back. A method that we do not know is left to Stripe, which refuses what it cannot do. */
export function refundWay({ service, method }: Pick<Order, "method"> & { service: string }): RefundWay {
  if (service !== "stripe" || WITHOUT_REFUNDS.has(method)) return { kind: "by_hand" };
  return { kind: "stripe", days: REFUND_DAYS[method] ?? null };
}
