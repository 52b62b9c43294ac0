import type Stripe from "stripe";
import { StripeError } from "./errors";
import { newIntent, succeedIntent } from "./payment-objects";
import type { Store } from "./store";
import type { Webhooks } from "./webhooks";

export type PayOptions = {
  method?: string;
  /** Methods that take days: the session completes unpaid, and the money arrives or fails later. */
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
    if (options.amountTotal !== undefined)
      Object.assign(session, { amount_total: options.amountTotal, amount_subtotal: options.amountSubtotal ?? options.amountTotal });
    if (options.currency !== undefined) session.currency = options.currency;
    const intent = this.#intentOf(session, options.method ?? session.payment_method_types[0] ?? "card");
    const email = session.customer_email ?? PAYER_EMAIL;
    Object.assign(session, {
      status: "complete",
      payment_intent: intent.id,
      url: null,
      customer_details: {
        address: null,
        business_name: null,
        email,
        individual_name: null,
        name: null,
        phone: null,
        tax_exempt: "none",
        tax_ids: [],
      },
    } satisfies Partial<Session>);
    if (options.isDelayed) {
      intent.status = "processing";
      return [this.webhooks.record("checkout.session.completed", session)];
    }
    return [...this.#collect(session, intent), this.webhooks.record("checkout.session.completed", session)];
  }

  /** Ends the wait of a delayed payment. */
  resolveDelayed(session: Session, isPaid: boolean): Stripe.Event[] {
    const intent = this.store.intents.get(String(session.payment_intent));
    if (intent?.status !== "processing") return [];
    if (isPaid) return [...this.#collect(session, intent), this.webhooks.record("checkout.session.async_payment_succeeded", session)];
    intent.status = "requires_payment_method";
    intent.last_payment_error = { type: "card_error", code: "payment_method_provider_decline", message: "The payment failed." };
    return [this.webhooks.record("checkout.session.async_payment_failed", session)];
  }

  /** The card is refused; the session stays open for another attempt. */
  decline(session: Session, method: string): Stripe.Event[] {
    this.expireIfDue(session);
    if (session.status !== "open") return [];
    const intent = this.#intentOf(session, method);
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
      throw new StripeError(
        400,
        "invalid_request_error",
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    Object.assign(session, { status: "expired", url: null } satisfies Partial<Session>);
    return [this.webhooks.record("checkout.session.expired", session)];
  }

  expireIfDue(session: Session): void {
    if (session.status === "open" && session.expires_at <= this.store.nowSeconds()) void this.webhooks.send(this.expire(session));
  }

  #collect(session: Session, intent: Stripe.PaymentIntent): Stripe.Event[] {
    const charge = succeedIntent(this.store, intent, this.baseUrl());
    session.payment_status = "paid";
    return [this.webhooks.record("payment_intent.succeeded", intent), this.webhooks.record("charge.succeeded", charge)];
  }

  #intentOf(session: Session, method: string): Stripe.PaymentIntent {
    const fields = this.store.intentFields.get(session.id);
    return newIntent(this.store, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? "usd",
      customer: session.customer as string | null,
      metadata: fields?.metadata ?? {},
      method,
      description: fields?.description ?? null,
      email: fields?.email ?? session.customer_email,
      setupFutureUsage: fields?.setupFutureUsage ?? null,
    });
  }
}
