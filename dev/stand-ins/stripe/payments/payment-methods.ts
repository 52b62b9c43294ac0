import type Stripe from "stripe";
import { newId, type Store } from "../store";

const CARD = {
  brand: "visa",
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
  country: "FR",
  display_brand: "visa",
  exp_month: 12,
  exp_year: 2030,
  fingerprint: "StandInFingerpr1",
  funding: "credit",
  generated_from: null,
  last4: "4242",
  networks: { available: ["visa"], preferred: null },
  regulated_status: "unregulated",
  three_d_secure_usage: { supported: true },
  wallet: null,
};

/** What a method shows of itself, as far as the product reads it. */
const DETAILS: Record<string, object> = {
  card: CARD,
  sepa_debit: {
    bank_code: "19043",
    branch_code: null,
    country: "AT",
    fingerprint: "StandInFingerpr2",
    generated_from: null,
    last4: "3000",
  },
  link: { email: "payer@example.com" },
  paypal: { country: "FR", payer_email: "payer@example.com", payer_id: "STANDIN000000" },
};

/** A method that somebody has just paid with. It belongs to a customer only once it is attached. */
export function newPaymentMethod(store: Store, type: string, email: string | null): Stripe.PaymentMethod {
  const id = newId("pm");
  const method = {
    id,
    object: "payment_method",
    [type]: structuredClone(DETAILS[type] ?? {}),
    allow_redisplay: "limited",
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    created: store.nowSeconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type,
  } as unknown as Stripe.PaymentMethod;
  store.paymentMethods.set(id, method);
  return method;
}
