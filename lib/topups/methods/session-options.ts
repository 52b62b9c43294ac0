import type Stripe from "stripe";
import type { MethodName } from "@/lib/topups/methods/method";
import { paymentMethod } from "@/lib/topups/methods/payment-methods";

type Options = Stripe.Checkout.SessionCreateParams.PaymentMethodOptions;

/** What a session has to say so that the method appears. `expiresAfter`, in the method's own unit, is kept within its bounds. */
export function sessionOptions(name: MethodName, { expiresAfter }: { expiresAfter?: number } = {}): Options {
  if (name === "wechat_pay") return { wechat_pay: { client: "web" } };
  const { expiry } = paymentMethod(name);
  if (!expiry) return {};
  const after = Math.min(expiry.largest, Math.max(expiry.smallest, expiresAfter ?? expiry.usual));
  return { [name]: expiry.unit === "days" ? { expires_after_days: after } : { expires_after_seconds: after } };
}
