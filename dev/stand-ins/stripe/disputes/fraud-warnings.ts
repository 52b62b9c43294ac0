import type Stripe from "stripe";
import type { StripeStandIn } from "../stand-in";
import { newId } from "../store";

/** The report of a card network before any dispute. */
export function warnOfFraud({ store, webhooks }: StripeStandIn, charge: Stripe.Charge, fraudType?: string): Stripe.Event[] {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId("issfr"),
    object: "radar.early_fraud_warning",
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: store.nowSeconds(),
    fraud_type: fraudType ?? "made_with_stolen_card",
    livemode: false,
    ...(typeof charge.payment_intent === "string" && { payment_intent: charge.payment_intent }),
  };
  store.warnings.set(warning.id, warning);
  return [webhooks.record("radar.early_fraud_warning.created", warning)];
}

/** Nothing is left to do once the payment is disputed or given back whole. */
export function endWarnings({ store, webhooks }: StripeStandIn, chargeId: string): Stripe.Event[] {
  const open = [...store.warnings.values()].filter((each) => each.charge === chargeId && each.actionable);
  return open.map((warning) => {
    warning.actionable = false;
    return webhooks.record("radar.early_fraud_warning.updated", warning);
  });
}
