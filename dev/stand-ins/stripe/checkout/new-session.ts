import type Stripe from "stripe";
import { invalidParam, missingParam, noSuch } from "../errors";
import { type Form, pairsAt, textAt, textsAt, wholeAt } from "../form";
import { invoiceCreation } from "../invoices/new-invoice";
import { eligibleMethods } from "../methods/eligible-methods";
import type { StripeStandIn } from "../stand-in";
import { type IntentFields, newId } from "../store";
import { blankSession } from "./blank-session";
import { orderedItems } from "./line-items";
import { methodOptions } from "./method-options";

const LONGEST_SECONDS = 24 * 3600;
const SHORTEST_SECONDS = 30 * 60;

/** `POST /v1/checkout/sessions` in payment mode, hosted page. */
export function createSession(standIn: StripeStandIn, form: Form): Stripe.Checkout.Session {
  const { store, baseUrl } = standIn;
  if ("payment_method_types" in form)
    throw invalidParam("payment_method_types", "Received unknown parameter: payment_method_types", "parameter_unknown");
  const mode = textAt(form, "mode") ?? "payment";
  if (mode !== "payment") throw invalidParam("mode", `The stand-in knows the mode payment, not ${mode}.`);
  const successUrl = textAt(form, "success_url");
  if (!successUrl) throw missingParam("success_url");
  const { items, amount, currency } = orderedItems(form);
  const intentFields = intentFieldsOf(form);
  const isAdaptive = (textAt(form, "adaptive_pricing", "enabled") ?? String(store.account.isAdaptiveByDefault)) === "true";
  const allowed = textsAt(form, "allowed_payment_method_types");
  const isSaved = textAt(form, "payment_intent_data", "setup_future_usage") !== null;
  const options = methodOptions(form, allowed);
  const id = newId("cs_test");
  const session: Stripe.Checkout.Session = {
    ...blankSession(store, id),
    ...asked(standIn, form),
    adaptive_pricing: { enabled: isAdaptive },
    allowed_payment_method_types: allowed.length > 0 ? allowed : null,
    invoice_creation: invoiceCreation(form),
    amount_subtotal: amount,
    amount_total: amount,
    currency,
    payment_method_options: options,
    payment_method_types: eligibleMethods(store.account, { allowed, currency, amount, isAdaptive, isSaved }),
    success_url: successUrl,
    url: `${baseUrl}/pay/${id}`,
  };
  store.lineItems.set(id, items);
  store.sessions.set(id, session);
  store.intentFields.set(id, intentFields);
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

function asked({ store }: StripeStandIn, form: Form): Partial<Stripe.Checkout.Session> {
  const [customer, email] = [textAt(form, "customer"), textAt(form, "customer_email")];
  if (customer && email) throw invalidParam("customer", "You may only specify one of these parameters: customer, customer_email.");
  if (customer && !store.customers.has(customer)) throw noSuch("customer", customer);
  return {
    cancel_url: textAt(form, "cancel_url"),
    client_reference_id: textAt(form, "client_reference_id"),
    customer,
    customer_creation: customer ? null : ((textAt(form, "customer_creation") ?? "if_required") as Stripe.Checkout.Session.CustomerCreation),
    customer_email: email,
    expires_at: expiryOf(store.nowSeconds(), textAt(form, "expires_at")),
    locale: textAt(form, "locale") as Stripe.Checkout.Session.Locale | null,
    metadata: pairsAt(form, "metadata"),
    submit_type: textAt(form, "submit_type") as Stripe.Checkout.Session.SubmitType | null,
  };
}

function expiryOf(now: number, text: string | null): number {
  if (text === null) return now + LONGEST_SECONDS;
  const at = wholeAt(text, "expires_at");
  if (at < now + SHORTEST_SECONDS)
    throw invalidParam("expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.");
  if (at > now + LONGEST_SECONDS)
    throw invalidParam("expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.");
  return at;
}
