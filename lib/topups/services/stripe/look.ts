import "server-only";
import type Stripe from "stripe";
import type { Order } from "@/lib/topups/orders/order";
import type { Look } from "@/lib/topups/services/payment-service";

/** What a session, with its payment and its charge, says of an order. */
export function lookOf(order: Order, session: Stripe.Checkout.Session): Look {
  const payment = typeof session.payment_intent === "object" ? session.payment_intent : null;
  const charge = typeof payment?.latest_charge === "object" ? payment.latest_charge : null;
  return {
    mismatch: mismatchOf(order, session),
    outcome: outcomeOf(session, payment),
    payment: payment && { id: payment.id, receiptUrl: charge?.receipt_url ?? null },
    declineCode: payment?.last_payment_error?.decline_code ?? payment?.last_payment_error?.code ?? null,
    ...instructionsOf(payment?.next_action),
  };
}

/** The first difference between session and order, or null. An order is credited only if everything agrees. */
function mismatchOf(order: Order, session: Stripe.Checkout.Session): string | null {
  const differences = [
    session.id !== order.sessionId && `session ${session.id}`,
    session.client_reference_id !== order.id && `reference ${session.client_reference_id}`,
    session.metadata?.workspace_id !== order.workspaceId && `workspace ${session.metadata?.workspace_id}`,
    // With Adaptive Pricing both stay ours: the buyer's view stands in presentment_details.
    session.currency !== order.currency && `currency ${session.currency}`,
    session.amount_subtotal !== order.chargeMinor && `amount ${session.amount_subtotal}`,
    // A discount would credit more than was paid; tax, which Stripe adds, makes the total larger.
    (session.amount_total ?? 0) < order.chargeMinor && `total ${session.amount_total}`,
  ].filter((difference) => difference !== false);
  return differences.length > 0 ? differences.join(", ") : null;
}

function outcomeOf(session: Stripe.Checkout.Session, payment: Stripe.PaymentIntent | null): Look["outcome"] {
  if (session.payment_status !== "unpaid") return "paid";
  if (session.status === "open") return "open";
  if (session.status === "complete" && payment?.status !== "canceled" && payment?.status !== "requires_payment_method") return "processing";
  return session.status === "expired" ? "expired" : "failed";
}

/** What a voucher, a code or a debit still waits for. */
function instructionsOf(action: Stripe.PaymentIntent.NextAction | null | undefined): Pick<Look, "payBy" | "instructionsUrl"> {
  const { oxxo_display_details: oxxo, boleto_display_details: boleto, multibanco_display_details: multibanco } = action ?? {};
  const pix = action?.pix_display_qr_code;
  const endsAt = oxxo?.expires_after ?? boleto?.expires_at ?? multibanco?.expires_at ?? pix?.expires_at;
  return {
    payBy: endsAt ? new Date(endsAt * 1000) : null,
    instructionsUrl: (oxxo ?? boleto ?? multibanco)?.hosted_voucher_url ?? pix?.hosted_instructions_url ?? null,
  };
}
