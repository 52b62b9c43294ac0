import type Stripe from "stripe";
import type { Order } from "@/lib/topups/orders/order";

type Parameters = Pick<Stripe.Checkout.SessionCreateParams, "allowed_payment_method_types" | "payment_method_options">;
type MethodOptions = NonNullable<Parameters["payment_method_options"]>;

/** A voucher that is not paid within three days is seldom paid at all; its order blocks one of the few open ones until then. */
const VOUCHER_DAYS = 3;
/** The end of a Pix code is that of the payment page: two hours. */
const PIX_SECONDS = 7_200;

/** What Stripe demands for a method beside its name. `wechat_pay` without its client is refused. */
const OPTIONS: Partial<Record<string, MethodOptions>> = {
  wechat_pay: { wechat_pay: { client: "web" } },
  oxxo: { oxxo: { expires_after_days: VOUCHER_DAYS } },
  boleto: { boleto: { expires_after_days: VOUCHER_DAYS } },
  pix: { pix: { expires_after_seconds: PIX_SECONDS } },
};

/** The session's parameters that follow from the order's method. Stripe shows this method alone. */
export function methodParameters({ method }: Pick<Order, "method">): Parameters {
  const options = OPTIONS[method];
  return { allowed_payment_method_types: [method], ...(options && { payment_method_options: options }) };
}
