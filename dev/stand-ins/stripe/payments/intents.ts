import type Stripe from "stripe";
import { checkedAmount, checkedCurrency } from "../checkout/line-items";
import { invalidParam, missingParam, noSuch, refused, StripeError } from "../errors";
import { type Form, pairsAt, textAt, wholeAt } from "../form";
import { METHOD_RULES, takesCurrency } from "../methods/method-rules";
import type { Made } from "../refunds/create-refund";
import type { StripeStandIn } from "../stand-in";
import { pendingCharge, succeedIntent } from "./charges";
import { awaitDebit } from "./delayed-payment";
import { newIntent } from "./new-intent";
import { lastErrorOf, type Outcome, refusalOf, TEST_CARDS } from "./outcomes";
import { newPaymentMethod } from "./payment-methods";

const STORED_USES = ["installment", "recurring", "unscheduled"];

/** Charges of a saved method without its owner. The method decides how it ends; `payments/outcomes.ts` has the ways. */
export function createIntent(standIn: StripeStandIn, form: Form): Made<Stripe.PaymentIntent> {
  const currency = textAt(form, "currency");
  if (!currency) throw missingParam("currency");
  const amount = checkedAmount(wholeAt(textAt(form, "amount"), "amount"), checkedCurrency(currency, "currency"), "amount");
  const isConfirmed = textAt(form, "confirm") === "true";
  if (textAt(form, "off_session") && !isConfirmed)
    throw invalidParam("off_session", "The parameter `off_session` can only be passed when `confirm` is true.");
  const customer = textAt(form, "customer");
  if (customer && !standIn.store.customers.has(customer)) throw noSuch("customer", customer);
  const method = methodOf(standIn, form, customer);
  if (isConfirmed && !method) throw missingParam("payment_method");
  const type = method?.type ?? "card";
  const rule = METHOD_RULES[type];
  if (rule && !takesCurrency(rule, standIn.store.account.country, currency))
    throw invalidParam("payment_method", `The currency ${currency} is not supported by ${type}.`, "payment_method_currency_mismatch");
  const intent = newIntent(standIn.store, {
    amount,
    currency,
    customer,
    metadata: pairsAt(form, "metadata"),
    method: type,
    ...(method && { paymentMethodId: method.id }),
    description: textAt(form, "description"),
    email: textAt(form, "receipt_email"),
    setupFutureUsage: textAt(form, "setup_future_usage") as Stripe.PaymentIntent.SetupFutureUsage | null,
  });
  intent.payment_method_options = storedUse(form);
  const created = standIn.webhooks.record("payment_intent.created", intent);
  if (!isConfirmed || !method) return { object: intent, events: [created] };
  return { object: intent, events: confirm(standIn, intent, method) };
}

/** `POST /v1/payment_intents/ID/confirm`: another try, with the same or another method. */
export function confirmIntent(standIn: StripeStandIn, intent: Stripe.PaymentIntent, form: Form): Made<Stripe.PaymentIntent> {
  if (!["requires_payment_method", "requires_confirmation"].includes(intent.status)) throw unexpected(intent, "confirmed");
  const method =
    methodOf(standIn, form, intent.customer as string | null) ?? standIn.store.paymentMethods.get(String(intent.payment_method));
  if (!method) throw missingParam("payment_method");
  Object.assign(intent, { payment_method: method.id, payment_method_types: [method.type] });
  return { object: intent, events: confirm(standIn, intent, method) };
}

export function cancelIntent(standIn: StripeStandIn, intent: Stripe.PaymentIntent): Made<Stripe.PaymentIntent> {
  if (["succeeded", "canceled", "processing"].includes(intent.status)) throw unexpected(intent, "canceled");
  Object.assign(intent, {
    status: "canceled",
    canceled_at: standIn.store.nowSeconds(),
    next_action: null,
  } satisfies Partial<Stripe.PaymentIntent>);
  return { object: intent, events: [standIn.webhooks.record("payment_intent.canceled", intent)] };
}

/** The end of a debit that no session belongs to. */
export function resolveIntent(standIn: StripeStandIn, intent: Stripe.PaymentIntent, isPaid: boolean): Stripe.Event[] {
  if (intent.status !== "processing") return [];
  const { store, webhooks, baseUrl } = standIn;
  if (isPaid) {
    const charge = succeedIntent(store, intent, baseUrl);
    return [webhooks.record("payment_intent.succeeded", intent), webhooks.record("charge.succeeded", charge)];
  }
  const charge = store.charges.get(String(intent.latest_charge));
  Object.assign(intent, { status: "requires_payment_method", last_payment_error: lastErrorOf(refusalOf("insufficient_funds") as never) });
  if (!charge) return [webhooks.record("payment_intent.payment_failed", intent)];
  Object.assign(charge, { status: "failed", failure_code: "insufficient_funds", failure_message: "The debit was refused." });
  return [webhooks.record("charge.failed", charge), webhooks.record("payment_intent.payment_failed", intent)];
}

function confirm(standIn: StripeStandIn, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Stripe.Event[] {
  const { store, webhooks, baseUrl } = standIn;
  const refusal = refusalOf(store.outcomes.get(method.id));
  if (refusal) {
    const charge = pendingCharge(store, intent, baseUrl);
    Object.assign(charge, { status: "failed", failure_code: refusal.code, failure_message: refusal.message });
    Object.assign(intent, { status: "requires_payment_method", latest_charge: charge.id, last_payment_error: lastErrorOf(refusal) });
    void webhooks.send([webhooks.record("charge.failed", charge), webhooks.record("payment_intent.payment_failed", intent)]);
    const { code, declineCode, message } = refusal;
    const about = { charge: charge.id, payment_intent: intent, payment_method: method };
    throw new StripeError(402, "card_error", message, { code, decline_code: declineCode, ...about });
  }
  // A refused try left its charge behind; this one gets its own.
  intent.latest_charge = null;
  if (METHOD_RULES[method.type]?.later === "debit") {
    const charge = awaitDebit(store, intent, baseUrl);
    return [webhooks.record("payment_intent.processing", intent), webhooks.record("charge.pending", charge)];
  }
  const charge = succeedIntent(store, intent, baseUrl);
  return [webhooks.record("payment_intent.succeeded", intent), webhooks.record("charge.succeeded", charge)];
}

/** The method, if this customer may be charged with it. */
function methodOf({ store }: StripeStandIn, form: Form, customer: string | null): Stripe.PaymentMethod | null {
  const id = textAt(form, "payment_method");
  if (!id) return null;
  const outcome: Outcome | undefined = TEST_CARDS[id];
  if (outcome) {
    const copy = newPaymentMethod(store, "card", null);
    store.outcomes.set(copy.id, outcome);
    return copy;
  }
  const method = store.paymentMethods.get(id);
  if (!method) throw noSuch("PaymentMethod", id);
  if (method.customer === null)
    throw refused(`The provided PaymentMethod (${id}) was used without a Customer, or was detached from one. It may not be used again.`);
  if (method.customer !== customer)
    throw invalidParam(
      "payment_method",
      `The customer does not have a payment method with the ID ${id}.`,
      "payment_method_unexpected_state",
    );
  return method;
}

function storedUse(form: Form): Stripe.PaymentIntent.PaymentMethodOptions | null {
  const use = textAt(form, "payment_method_options", "card", "stored_credential_usage");
  if (use === null) return null;
  const at = "payment_method_options[card][stored_credential_usage]";
  if (!STORED_USES.includes(use))
    throw invalidParam(at, `Invalid ${at}: must be one of ${STORED_USES.join(", ")}`, "parameter_invalid_enum");
  return { card: { stored_credential_usage: use } } as Stripe.PaymentIntent.PaymentMethodOptions;
}

function unexpected(intent: Stripe.PaymentIntent, verb: string): StripeError {
  return new StripeError(400, "invalid_request_error", `This PaymentIntent's status is ${intent.status}, so it cannot be ${verb}.`, {
    code: "payment_intent_unexpected_state",
  });
}
