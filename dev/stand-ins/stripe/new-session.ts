import type Stripe from "stripe";
import { invalidParam, missingParam } from "./errors";
import { type Form, listAt, pairsAt, textAt, textsAt } from "./form";
import { type IntentFields, newId, type Store } from "./store";

const LIFETIME_SECONDS = 24 * 3600;
const SMALLEST_CENTS = 50;
const LARGEST_CENTS = 99_999_999;

/** `POST /v1/checkout/sessions` in payment mode, hosted page. */
export function createSession(store: Store, form: Form, baseUrl: string, enabledMethods: string[]): Stripe.Checkout.Session {
  if ("payment_method_types" in form)
    throw invalidParam("payment_method_types", "Received unknown parameter: payment_method_types", "parameter_unknown");
  const mode = textAt(form, "mode") ?? "payment";
  if (mode !== "payment") throw invalidParam("mode", `The stand-in knows the mode payment, not ${mode}.`);
  const successUrl = textAt(form, "success_url");
  if (!successUrl) throw missingParam("success_url");
  const items = listAt(form, "line_items").map((item, index) => lineItem(item as Form, index));
  if (items.length === 0) throw missingParam("line_items");
  if (new Set(items.map((item) => item.currency)).size > 1) throw invalidParam("line_items", "All line items must have the same currency.");
  const amount = items.reduce((sum, item) => sum + item.amount_total, 0);
  if (amount < SMALLEST_CENTS)
    throw invalidParam("line_items", "The Checkout Session's total amount due must add up to at least $0.50 usd", "amount_too_small");
  if (amount > LARGEST_CENTS) throw invalidParam("line_items", "Amount must be no more than $999,999.99", "amount_too_large");
  const id = newId("cs_test");
  store.lineItems.set(id, items);
  const session = { ...blankSession(store, id), ...asked(store, form, enabledMethods) };
  Object.assign(session, { amount_subtotal: amount, amount_total: amount, currency: items[0]?.currency ?? null });
  Object.assign(session, { success_url: successUrl, url: `${baseUrl}/pay/${id}` });
  store.sessions.set(id, session);
  store.intentFields.set(id, intentFieldsOf(form));
  return session;
}

/** The values for the intent once somebody pays: until then there is none. */
function intentFieldsOf(form: Form): IntentFields {
  const fields = (form.payment_intent_data ?? {}) as Form;
  const setup = textAt(fields, "setup_future_usage") ?? textAt(form, "payment_method_options", "card", "setup_future_usage");
  return {
    metadata: pairsAt(fields, "metadata"),
    description: textAt(fields, "description"),
    email: textAt(fields, "receipt_email"),
    setupFutureUsage: setup as IntentFields["setupFutureUsage"],
  };
}

function lineItem(form: Form, index: number): Stripe.LineItem {
  const at = `line_items[${index}]`;
  const currency = textAt(form, "price_data", "currency")?.toLowerCase();
  if (!currency) throw missingParam(`${at}[price_data][currency]`);
  const unitAmount = wholeAt(textAt(form, "price_data", "unit_amount"), `${at}[price_data][unit_amount]`);
  const quantity = wholeAt(textAt(form, "quantity"), `${at}[quantity]`);
  const name = textAt(form, "price_data", "product_data", "name");
  if (!name) throw missingParam(`${at}[price_data][product_data][name]`);
  const amount = unitAmount * quantity;
  return {
    id: newId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: name,
    metadata: {},
    price: null,
    quantity,
  };
}

function wholeAt(text: string | null, param: string): number {
  if (text === null) throw missingParam(param);
  if (!/^\d{1,12}$/.test(text)) throw invalidParam(param, `Invalid integer: ${text}`, "parameter_invalid_integer");
  return Number.parseInt(text, 10);
}

function asked(store: Store, form: Form, enabledMethods: string[]): Partial<Stripe.Checkout.Session> {
  const allowed = textsAt(form, "allowed_payment_method_types");
  const methods = allowed.length > 0 ? enabledMethods.filter((each) => allowed.includes(each)) : enabledMethods;
  if (methods.length === 0) throw invalidParam("allowed_payment_method_types", "No valid payment method types for this Checkout Session.");
  if (allowed.includes("wechat_pay") && textAt(form, "payment_method_options", "wechat_pay", "client") !== "web")
    throw missingParam("payment_method_options[wechat_pay][client]");
  const expires = textAt(form, "expires_at");
  const email = textAt(form, "customer_email");
  return {
    allowed_payment_method_types: allowed.length > 0 ? allowed : null,
    payment_method_types: methods,
    cancel_url: textAt(form, "cancel_url"),
    client_reference_id: textAt(form, "client_reference_id"),
    customer: textAt(form, "customer"),
    customer_email: email,
    expires_at: expires ? wholeAt(expires, "expires_at") : store.nowSeconds() + LIFETIME_SECONDS,
    locale: textAt(form, "locale") as Stripe.Checkout.Session.Locale | null,
    metadata: pairsAt(form, "metadata"),
    payment_method_options: (form.payment_method_options ?? null) as Stripe.Checkout.Session.PaymentMethodOptions | null,
    submit_type: textAt(form, "submit_type") as Stripe.Checkout.Session.SubmitType | null,
  };
}

function blankSession(store: Store, id: string): Stripe.Checkout.Session {
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: 0,
    amount_total: 0,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: store.nowSeconds(),
    currency: null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: "if_required",
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: 0,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: "payment",
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: [],
    payment_status: "unpaid",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: null,
    wallet_options: null,
  };
}
