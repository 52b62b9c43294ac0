import type Stripe from "stripe";
import { keptCustomer } from "../customers/kept-customer";
import { refused } from "../errors";
import { newInvoice } from "../invoices/new-invoice";
import { METHOD_RULES } from "../methods/method-rules";
import { succeedIntent } from "../payments/charges";
import { awaitDebit, awaitVoucher, voucherOf } from "../payments/delayed-payment";
import { newIntent } from "../payments/new-intent";
import { newPaymentMethod } from "../payments/payment-methods";
import type { Store } from "../store";
import type { Webhooks } from "../webhooks";
import { expirySeconds } from "./method-options";
import { presentmentOf } from "./presentment";

export type PayOptions = {
  method?: string;
  /** The currency in which the shopper chose to pay, with Adaptive Pricing. */
  presentmentCurrency?: string;
  /** Any method takes days then: the session completes unpaid, and the money arrives or fails later. */
  isDelayed?: boolean;
  /** A sum other than the ordered one, as if the order had been tampered with. */
  amountTotal?: number;
  /** The sum before discounts and tax, if it differs from `amountTotal`. */
  amountSubtotal?: number;
  currency?: string;
};

type Session = Stripe.Checkout.Session;
const PAYER_EMAIL = "payer@example.com";

/** The actions of a shopper, or of a test in a shopper's place, on a session. Each returns the events to deliver. */
export class Checkout {
  constructor(
    readonly store: Store,
    readonly webhooks: Webhooks,
    readonly baseUrl: () => string,
  ) {}

  /** Paying twice is paying once. */
  pay(session: Session, options: PayOptions = {}): Stripe.Event[] {
    this.expireIfDue(session);
    if (session.status !== "open") return [];
    const method = this.#chosen(session, options.method);
    if (options.amountTotal !== undefined)
      Object.assign(session, { amount_total: options.amountTotal, amount_subtotal: options.amountSubtotal ?? options.amountTotal });
    if (options.currency !== undefined) session.currency = options.currency;
    const shown = presentmentOf(this.store.account, session, method, options.presentmentCurrency);
    const paymentMethod = this.#methodOf(session, method);
    const usage = this.store.intentFields.get(session.id)?.setupFutureUsage ?? null;
    const events = keptCustomer(this.store, this.webhooks, { session, paymentMethod, usage });
    const intent = this.#intentOf(session, paymentMethod);
    if (shown) {
      session.presentment_details = shown;
      intent.presentment_details = shown;
    }
    Object.assign(session, {
      status: "complete",
      payment_intent: intent.id,
      url: null,
      customer_details: {
        address: null,
        business_name: null,
        email: session.customer_email ?? PAYER_EMAIL,
        individual_name: null,
        name: null,
        phone: null,
        tax_exempt: "none",
        tax_ids: [],
      },
    } satisfies Partial<Session>);
    const money = options.isDelayed ? this.#delay(intent) : this.#begin(session, intent, method);
    return [...events, ...money, this.webhooks.record("checkout.session.completed", session)];
  }

  /** Ends the wait of a delayed payment. A voucher may also be paid after its end, as the shop may report late. */
  resolveDelayed(session: Session, isPaid: boolean): Stripe.Event[] {
    const intent = this.store.intents.get(String(session.payment_intent));
    if (intent?.status !== "processing" && intent?.status !== "requires_action") return [];
    if (isPaid) return [...this.#collect(session, intent), this.webhooks.record("checkout.session.async_payment_succeeded", session)];
    const isReal = METHOD_RULES[intent.payment_method_types[0] ?? ""]?.later !== undefined;
    Object.assign(intent, { status: "requires_payment_method", next_action: null } satisfies Partial<Stripe.PaymentIntent>);
    intent.last_payment_error = { type: "card_error", code: "payment_method_provider_decline", message: "The payment failed." };
    const charge = this.store.charges.get(String(intent.latest_charge));
    if (charge) Object.assign(charge, { status: "failed", failure_code: "insufficient_funds", failure_message: "The debit was refused." });
    return [
      ...(charge ? [this.webhooks.record("charge.failed", charge)] : []),
      ...(isReal ? [this.webhooks.record("payment_intent.payment_failed", intent)] : []),
      this.webhooks.record("checkout.session.async_payment_failed", session),
    ];
  }

  /** The card is refused; the session stays open for another attempt. */
  decline(session: Session, wanted?: string): Stripe.Event[] {
    this.expireIfDue(session);
    if (session.status !== "open") return [];
    const intent = this.#intentOf(session, this.#methodOf(session, this.#chosen(session, wanted)));
    intent.status = "requires_payment_method";
    intent.last_payment_error = {
      type: "card_error",
      code: "card_declined",
      decline_code: "generic_decline",
      message: "Your card was declined.",
    };
    return [this.webhooks.record("payment_intent.payment_failed", intent)];
  }

  expire(session: Session): Stripe.Event[] {
    if (session.status !== "open")
      throw refused(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    Object.assign(session, { status: "expired", url: null } satisfies Partial<Session>);
    return [this.webhooks.record("checkout.session.expired", session)];
  }

  /** Ends an open session whose time is over, and the wait for a voucher that can no longer be paid. */
  expireIfDue(session: Session): void {
    const now = this.store.nowSeconds();
    if (session.status === "open" && session.expires_at <= now) void this.webhooks.send(this.expire(session));
    const intent = session.status === "complete" ? this.store.intents.get(String(session.payment_intent)) : undefined;
    const voucher = intent?.status === "requires_action" ? voucherOf(intent) : null;
    if (voucher && voucher.expiresAt <= now) void this.webhooks.send(this.resolveDelayed(session, false));
  }

  /** A shopper can only choose what the page shows. */
  #chosen(session: Session, method: string | undefined): string {
    const chosen = method ?? session.payment_method_types[0] ?? "card";
    if (!(session.payment_method_types as string[]).includes(chosen))
      throw refused(`the page of ${session.id} does not show ${chosen}, only ${session.payment_method_types.join(", ")}`);
    return chosen;
  }

  #begin(session: Session, intent: Stripe.PaymentIntent, method: string): Stripe.Event[] {
    const { later } = METHOD_RULES[method] ?? {};
    if (later === undefined) return this.#collect(session, intent);
    if (later === "voucher") {
      awaitVoucher(this.store, intent, { baseUrl: this.baseUrl(), expirySeconds: expirySeconds(session, method) });
      return [this.webhooks.record("payment_intent.requires_action", intent)];
    }
    const charge = awaitDebit(this.store, intent, this.baseUrl());
    return [this.webhooks.record("payment_intent.processing", intent), this.webhooks.record("charge.pending", charge)];
  }

  #delay(intent: Stripe.PaymentIntent): Stripe.Event[] {
    intent.status = "processing";
    return [];
  }

  #collect(session: Session, intent: Stripe.PaymentIntent): Stripe.Event[] {
    const charge = succeedIntent(this.store, intent, this.baseUrl());
    session.payment_status = "paid";
    const paid = [this.webhooks.record("payment_intent.succeeded", intent), this.webhooks.record("charge.succeeded", charge)];
    if (!session.invoice_creation?.enabled) return paid;
    return [...paid, this.webhooks.record("invoice.paid", newInvoice(this.store, session, this.baseUrl()))];
  }

  #methodOf(session: Session, type: string): Stripe.PaymentMethod {
    const email = this.store.intentFields.get(session.id)?.email ?? session.customer_email;
    return newPaymentMethod(this.store, type, email ?? PAYER_EMAIL);
  }

  #intentOf(session: Session, paymentMethod: Stripe.PaymentMethod): Stripe.PaymentIntent {
    const fields = this.store.intentFields.get(session.id);
    return newIntent(this.store, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? "usd",
      customer: session.customer as string | null,
      metadata: fields?.metadata ?? {},
      method: paymentMethod.type,
      paymentMethodId: paymentMethod.id,
      description: fields?.description ?? null,
      email: fields?.email ?? session.customer_email,
      setupFutureUsage: fields?.setupFutureUsage ?? null,
    });
  }
}
