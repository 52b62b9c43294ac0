import type Stripe from "stripe";
import { type Form, pairsAt, textAt, textsAt } from "../form";
import { newId, type Store } from "../store";

type Creation = Stripe.Checkout.Session.InvoiceCreation;

const PREFIX_LENGTH = 8;

/** `invoice_creation` as the session shows it; null where it is not asked for. */
export function invoiceCreation(form: Form): Creation | null {
  if (form.invoice_creation === undefined) return null;
  const data = ((form.invoice_creation as Form).invoice_data ?? {}) as Form;
  const fields = Array.isArray(data.custom_fields) ? (data.custom_fields as Form[]) : null;
  return {
    enabled: textAt(form, "invoice_creation", "enabled") === "true",
    invoice_data: {
      account_tax_ids: textsAt(data, "account_tax_ids").length > 0 ? textsAt(data, "account_tax_ids") : null,
      custom_fields: fields?.map((field) => ({ name: textAt(field, "name") ?? "", value: textAt(field, "value") ?? "" })) ?? null,
      description: textAt(data, "description"),
      footer: textAt(data, "footer"),
      issuer: null,
      metadata: pairsAt(data, "metadata"),
      rendering_options: null,
    },
  };
}

/** The paid invoice of a session, numbered in the order of payment. */
export function newInvoice(store: Store, session: Stripe.Checkout.Session, baseUrl: string): Stripe.Invoice {
  const id = newId("in");
  const now = store.nowSeconds();
  const total = session.amount_total ?? 0;
  const data = session.invoice_creation?.invoice_data;
  const customer = session.customer as string;
  const invoice = {
    id,
    object: "invoice",
    account_country: store.account.country,
    account_name: "Stand-in",
    account_tax_ids: data?.account_tax_ids ?? null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: total,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: true,
    auto_advance: false,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: "manual",
    collection_method: "charge_automatically",
    created: now,
    currency: session.currency ?? "usd",
    custom_fields: data?.custom_fields ?? null,
    customer,
    customer_account: null,
    customer_address: session.customer_details?.address ?? null,
    customer_email: session.customer_details?.email ?? null,
    customer_name: session.customer_details?.name ?? null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: data?.description ?? null,
    discounts: [],
    due_date: null,
    effective_at: now,
    ending_balance: 0,
    footer: data?.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: `${baseUrl}/invoices/${id}`,
    invoice_pdf: `${baseUrl}/invoices/${id}/pdf`,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: data?.metadata ?? {},
    next_payment_attempt: null,
    number: `${customer.slice(4, 4 + PREFIX_LENGTH).toUpperCase()}-${String(store.invoices.size + 1).padStart(4, "0")}`,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: "paid",
    status_transitions: { finalized_at: now, marked_uncollectible_at: null, paid_at: now, voided_at: null },
    subtotal: session.amount_subtotal ?? 0,
    subtotal_excluding_tax: session.amount_subtotal ?? 0,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: session.amount_subtotal ?? 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: now,
  } satisfies Omit<Stripe.Invoice, "lines"> & { lines: unknown };
  store.invoices.set(id, invoice as unknown as Stripe.Invoice);
  session.invoice = id;
  return invoice as unknown as Stripe.Invoice;
}
