import "server-only";
import type Stripe from "stripe";
import { isRefusedByStripe, stripe } from "@/lib/platform/stripe";
import type { PaymentPage, PaymentService } from "@/lib/topups/services/payment-service";
import { lookOf } from "@/lib/topups/services/stripe/look";
import { openSession, readSession } from "@/lib/topups/services/stripe/session";

/** Stripe: one Checkout Session for an order. */
export const stripeService: PaymentService = {
  contra: "stripe_clearing",
  async open(order) {
    const session = await openSession(order);
    return pageOf(session);
  },
  async page(order) {
    return order.sessionId ? pageOf(await readSession(order.sessionId)) : null;
  },
  async look(order) {
    return lookOf(order, await readSession(order.sessionId ?? ""));
  },
  async close({ sessionId }) {
    try {
      if (sessionId) await stripe().checkout.sessions.expire(sessionId);
    } catch (error) {
      // It was paid or expired a moment ago: only an open session can be expired.
      if (!isRefusedByStripe(error)) throw error;
    }
  },
  async refund({ paymentId, amountMinor, key, metadata }) {
    const { id, status } = await stripe().refunds.create(
      { payment_intent: paymentId, amount: amountMinor, metadata },
      { idempotencyKey: key },
    );
    return { id, status: status ?? "unknown" };
  },
};

function pageOf({ status, url }: Stripe.Checkout.Session): PaymentPage | null {
  return status === "open" && url ? { kind: "service", url } : null;
}
