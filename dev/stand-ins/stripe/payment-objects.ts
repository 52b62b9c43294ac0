import type Stripe from "stripe";
import { bookMovement, feeOf } from "./money/balance-transactions";
import { newId, type Store } from "./store";

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

/** Pays the intent: it gets the charge to which receipts and refunds belong. */
export function succeedIntent(store: Store, intent: Stripe.PaymentIntent, baseUrl: string): Stripe.Charge {
  const charge = newCharge(store, intent, baseUrl);
  Object.assign(intent, { status: "succeeded", amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null });
  return charge;
}

function newCharge(store: Store, intent: Stripe.PaymentIntent, baseUrl: string): Stripe.Charge {
  const method = intent.payment_method_types[0] ?? "card";
  const id = newId(method === "card" ? "ch" : "py");
  const line = bookMovement(store, {
    type: method === "card" ? "charge" : "payment",
    category: "charge",
    amount: intent.amount,
    currency: intent.currency,
    source: id,
    fee: feeOf(store, method, intent.amount, intent.currency),
    ...(intent.description && { description: intent.description }),
  });
  const charge: Stripe.Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: line.id,
    billing_details: { address: null, email: intent.receipt_email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: "STAND-IN",
    captured: true,
    created: store.nowSeconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: null,
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: intent.id,
    payment_method: intent.payment_method as string | null,
    payment_method_details: { type: method },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${baseUrl}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
  store.charges.set(id, charge);
  return charge;
}
