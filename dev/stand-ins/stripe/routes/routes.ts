import type Stripe from "stripe";
import { createSession } from "../checkout/new-session";
import { StripeError } from "../errors";
import { type Form, textAt, textsAt } from "../form";
import { listPage } from "../list";
import type { Made } from "../refunds/create-refund";
import type { StripeStandIn } from "../stand-in";
import { CUSTOMER_ROUTES } from "./customer-routes";
import { MONEY_BACK_ROUTES } from "./money-back-routes";
import { byPayment, found, type Route, read } from "./route";

export type ApiCall = { method: string; path: string; form: Form };

/** Every endpoint of Stripe that the product uses, and no other. */
const ROUTES: Route[] = [
  ...CUSTOMER_ROUTES,
  ...MONEY_BACK_ROUTES,
  ["GET", /^\/v1\/invoices$/, ({ store }, form) => read(listPage(store.invoices.values(), form, "/v1/invoices", ofBuyer(form)))],
  ["GET", /^\/v1\/invoices\/(\w+)$/, ({ store }, _, id) => read(found(store.invoices, "invoice", id))],
  ["POST", /^\/v1\/checkout\/sessions$/, (standIn, form) => read(createSession(standIn, form))],
  [
    "GET",
    /^\/v1\/checkout\/sessions$/,
    (standIn, form) => read(listPage(standIn.store.sessions.values(), form, "/v1/checkout/sessions", sessionFilter(form))),
  ],
  ["GET", /^\/v1\/checkout\/sessions\/(\w+)$/, (standIn, _, id) => read(currentSession(standIn, id))],
  ["GET", /^\/v1\/checkout\/sessions\/(\w+)\/line_items$/, (standIn, _, id) => read(lineItems(standIn, id))],
  ["POST", /^\/v1\/checkout\/sessions\/(\w+)\/expire$/, (standIn, _, id) => expire(standIn, id)],
  ["GET", /^\/v1\/charges$/, (standIn, form) => read(listPage(standIn.store.charges.values(), form, "/v1/charges", byPayment(form)))],
  ["GET", /^\/v1\/charges\/(\w+)$/, (standIn, _, id) => read(found(standIn.store.charges, "charge", id))],
  ["GET", /^\/v1\/events$/, (standIn, form) => read(listPage(standIn.store.events.values(), form, "/v1/events", eventFilter(form)))],
  ["GET", /^\/v1\/events\/(\w+)$/, (standIn, _, id) => read(found(standIn.store.events, "event", id))],
];

export function runApiCall(standIn: StripeStandIn, { method, path, form }: ApiCall): Made<unknown> {
  for (const [routeMethod, pattern, handler] of ROUTES) {
    const match = routeMethod === method ? pattern.exec(path) : null;
    if (match) return handler(standIn, form, match[1] ?? "");
  }
  throw new StripeError(404, "invalid_request_error", `Unrecognized request URL (${method}: ${path}).`);
}

export function currentSession(standIn: StripeStandIn, id: string): Stripe.Checkout.Session {
  const session = found(standIn.store.sessions, "checkout.session", id);
  standIn.checkout.expireIfDue(session);
  return session;
}

function expire(standIn: StripeStandIn, id: string): Made<unknown> {
  const session = found(standIn.store.sessions, "checkout.session", id);
  return { object: session, events: standIn.checkout.expire(session) };
}

function lineItems(standIn: StripeStandIn, id: string) {
  found(standIn.store.sessions, "checkout.session", id);
  return { object: "list", url: `/v1/checkout/sessions/${id}/line_items`, has_more: false, data: standIn.store.lineItems.get(id) ?? [] };
}

function sessionFilter(form: Form) {
  const status = textAt(form, "status");
  const intent = textAt(form, "payment_intent");
  return (each: Stripe.Checkout.Session) =>
    (status === null || each.status === status) && (intent === null || each.payment_intent === intent);
}

function eventFilter(form: Form) {
  const types = textAt(form, "type") === null ? textsAt(form, "types") : [textAt(form, "type")];
  const isDelivered = textAt(form, "delivery_success");
  return (each: Stripe.Event) =>
    (types.length === 0 || types.includes(each.type)) &&
    (isDelivered === null || (each.pending_webhooks === 0) === (isDelivered === "true"));
}

function ofBuyer(form: Form) {
  const [customer, status] = [textAt(form, "customer"), textAt(form, "status")];
  return (each: Stripe.Invoice) => (customer === null || each.customer === customer) && (status === null || each.status === status);
}
