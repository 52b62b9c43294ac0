import type Stripe from "stripe";
import { newId, type Store } from "../store";

export type Payment = {
  amount: number;
  currency: string;
  customer: string | null;
  metadata: Stripe.Metadata;
  method: string;
  paymentMethodId?: string;
  description: string | null;
  email: string | null;
  setupFutureUsage: Stripe.PaymentIntent.SetupFutureUsage | null;
};

/** A payment intent that has not been paid yet. */
export function newIntent(store: Store, payment: Payment): Stripe.PaymentIntent {
  const id = newId("pi");
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: payment.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic_async",
    client_secret: `${id}_secret_stand_in`,
    confirmation_method: "automatic",
    created: store.nowSeconds(),
    currency: payment.currency,
    customer: payment.customer,
    customer_account: null,
    description: payment.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: payment.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: payment.paymentMethodId ?? newId("pm"),
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: [payment.method],
    payment_record: null,
    processing: null,
    receipt_email: payment.email,
    review: null,
    setup_future_usage: payment.setupFutureUsage,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_confirmation",
    transfer_group: null,
  };
  store.intents.set(id, intent);
  return intent;
}
