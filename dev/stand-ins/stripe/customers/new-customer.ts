import type Stripe from "stripe";
import { type Form, pairsAt, textAt } from "../form";
import { newId, type Store } from "../store";

export function newCustomer(store: Store, form: Form): Stripe.Customer {
  return addCustomer(store, {
    description: textAt(form, "description"),
    email: textAt(form, "email"),
    metadata: pairsAt(form, "metadata"),
    name: textAt(form, "name"),
  });
}

export function addCustomer(store: Store, known: Partial<Stripe.Customer>): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newId("cus"),
    object: "customer",
    balance: 0,
    created: store.nowSeconds(),
    default_source: null,
    description: null,
    email: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    shipping: null,
    ...known,
  };
  store.customers.set(customer.id, customer);
  return customer;
}
