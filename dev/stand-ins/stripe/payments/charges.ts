import type Stripe from "stripe";
import { bookMovement, feeOf } from "../money/balance-transactions";
import { newId, type Store } from "../store";

const methodOf = (intent: Stripe.PaymentIntent) => intent.payment_method_types[0] ?? "card";

/** Pays the intent: it gets the charge to which receipts and refunds belong, or the one that was pending succeeds. */
export function succeedIntent(store: Store, intent: Stripe.PaymentIntent, baseUrl: string): Stripe.Charge {
  const charge = store.charges.get(String(intent.latest_charge)) ?? pendingCharge(store, intent, baseUrl);
  const line = bookMovement(store, {
    type: methodOf(intent) === "card" ? "charge" : "payment",
    category: "charge",
    amount: intent.amount,
    currency: intent.currency,
    source: charge.id,
    fee: feeOf(store, methodOf(intent), intent.amount, intent.currency),
    ...(intent.description && { description: intent.description }),
  });
  Object.assign(charge, { status: "succeeded", paid: true, balance_transaction: line.id } satisfies Partial<Stripe.Charge>);
  const paid = { status: "succeeded", amount_received: intent.amount, latest_charge: charge.id } as const;
  Object.assign(intent, { ...paid, last_payment_error: null, next_action: null } satisfies Partial<Stripe.PaymentIntent>);
  return charge;
}

/** A debit under way: its charge is there, and its money is not. */
export function pendingCharge(store: Store, intent: Stripe.PaymentIntent, baseUrl: string): Stripe.Charge {
  const id = newId(methodOf(intent) === "card" ? "ch" : "py");
  const method = store.paymentMethods.get(String(intent.payment_method));
  const charge: Stripe.Charge = {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: {
      address: null,
      email: intent.receipt_email ?? method?.billing_details.email ?? null,
      name: null,
      phone: null,
      tax_id: null,
    },
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
    paid: false,
    payment_intent: intent.id,
    payment_method: intent.payment_method as string | null,
    payment_method_details: detailsOf(methodOf(intent), method),
    ...(intent.presentment_details && { presentment_details: intent.presentment_details }),
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
    status: "pending",
    transfer_data: null,
    transfer_group: null,
  };
  store.charges.set(id, charge);
  return charge;
}

function detailsOf(type: string, method: Stripe.PaymentMethod | undefined): Stripe.Charge.PaymentMethodDetails {
  const own = method?.[type as keyof Stripe.PaymentMethod];
  return { type, ...(own !== undefined && { [type]: structuredClone(own) }) } as Stripe.Charge.PaymentMethodDetails;
}
