import { newCustomer } from "../customers/new-customer";
import { attachMethod, detachMethod, ofCustomer, updateCustomer } from "../customers/saved-methods";
import { type Form, textAt } from "../form";
import { listPage } from "../list";
import { cancelIntent, confirmIntent, createIntent } from "../payments/intents";
import type { StripeStandIn } from "../stand-in";
import { found, type Route, read } from "./route";

const methodAt = ({ store }: StripeStandIn, id: string) => found(store.paymentMethods, "PaymentMethod", id);
const customerAt = ({ store }: StripeStandIn, id: string) => found(store.customers, "customer", id);
const intentAt = ({ store }: StripeStandIn, id: string) => found(store.intents, "payment_intent", id);

/** Customers, their saved methods, and charges without them. */
export const CUSTOMER_ROUTES: Route[] = [
  ["POST", /^\/v1\/payment_intents$/, createIntent],
  [
    "GET",
    /^\/v1\/payment_intents$/,
    ({ store }, form) => read(listPage(store.intents.values(), form, "/v1/payment_intents", byCustomer(form))),
  ],
  ["GET", /^\/v1\/payment_intents\/(\w+)$/, (standIn, _, id) => read(intentAt(standIn, id))],
  ["POST", /^\/v1\/payment_intents\/(\w+)\/confirm$/, (standIn, form, id) => confirmIntent(standIn, intentAt(standIn, id), form)],
  ["POST", /^\/v1\/payment_intents\/(\w+)\/cancel$/, (standIn, _, id) => cancelIntent(standIn, intentAt(standIn, id))],
  ["POST", /^\/v1\/customers$/, ({ store }, form) => read(newCustomer(store, form))],
  ["GET", /^\/v1\/customers$/, ({ store }, form) => read(listPage(store.customers.values(), form, "/v1/customers", byEmail(form)))],
  ["GET", /^\/v1\/customers\/(\w+)$/, (standIn, _, id) => read(customerAt(standIn, id))],
  ["POST", /^\/v1\/customers\/(\w+)$/, (standIn, form, id) => updateCustomer(standIn, customerAt(standIn, id), form)],
  ["GET", /^\/v1\/customers\/(\w+)\/payment_methods$/, (standIn, form, id) => read(methodsOf(standIn, form, customerAt(standIn, id).id))],
  ["GET", /^\/v1\/payment_methods$/, (standIn, form) => read(methodsOf(standIn, form, textAt(form, "customer")))],
  ["GET", /^\/v1\/payment_methods\/(\w+)$/, (standIn, _, id) => read(methodAt(standIn, id))],
  ["POST", /^\/v1\/payment_methods\/(\w+)\/attach$/, (standIn, form, id) => attachMethod(standIn, methodAt(standIn, id), form)],
  ["POST", /^\/v1\/payment_methods\/(\w+)\/detach$/, (standIn, _, id) => detachMethod(standIn, methodAt(standIn, id))],
];

function methodsOf({ store }: StripeStandIn, form: Form, customer: string | null) {
  return listPage(store.paymentMethods.values(), form, "/v1/payment_methods", ofCustomer(customer, textAt(form, "type")));
}

function byCustomer(form: Form) {
  const customer = textAt(form, "customer");
  return (each: { customer: unknown }) => customer === null || each.customer === customer;
}

function byEmail(form: Form) {
  const email = textAt(form, "email");
  return (each: { email: string | null }) => email === null || each.email === email;
}
