import type Stripe from "stripe";
import { missingParam, StripeError } from "../errors";
import { type Form, pairsAt, textAt } from "../form";
import type { Made } from "../refunds/create-refund";
import type { Store } from "../store";
import type { Webhooks } from "../webhooks";
import { succeedIntent } from "./charges";
import { newIntent } from "./new-intent";

const REFUSALS: Record<string, { code: "card_declined" | "authentication_required"; message: string }> = {
  pm_card_chargeDeclined: { code: "card_declined", message: "Your card was declined." },
  pm_card_authenticationRequired: {
    code: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
};

/** Off-session charges of a saved card; Stripe's test payment methods decline as they do there. */
export function createIntent(store: Store, webhooks: Webhooks, form: Form, baseUrl: string): Made<Stripe.PaymentIntent> {
  const amount = Number.parseInt(textAt(form, "amount") ?? "", 10);
  const currency = textAt(form, "currency");
  if (!(amount > 0)) throw missingParam("amount");
  if (!currency) throw missingParam("currency");
  const paymentMethodId = textAt(form, "payment_method");
  const intent = newIntent(store, {
    amount,
    currency,
    customer: textAt(form, "customer"),
    metadata: pairsAt(form, "metadata"),
    method: "card",
    ...(paymentMethodId ? { paymentMethodId } : {}),
    description: textAt(form, "description"),
    email: textAt(form, "receipt_email"),
    setupFutureUsage: null,
  });
  if (textAt(form, "confirm") !== "true") return { object: intent, events: [webhooks.record("payment_intent.created", intent)] };
  const refusal = REFUSALS[paymentMethodId ?? ""];
  if (refusal) throw refuse(webhooks, intent, refusal);
  const charge = succeedIntent(store, intent, baseUrl);
  return { object: intent, events: [webhooks.record("payment_intent.succeeded", intent), webhooks.record("charge.succeeded", charge)] };
}

function refuse(webhooks: Webhooks, intent: Stripe.PaymentIntent, { code, message }: (typeof REFUSALS)[string]): StripeError {
  intent.status = "requires_payment_method";
  intent.last_payment_error = { type: "card_error", code, message };
  void webhooks.send([webhooks.record("payment_intent.payment_failed", intent)]);
  return new StripeError(402, "card_error", message, { code, decline_code: code, payment_intent: intent });
}
