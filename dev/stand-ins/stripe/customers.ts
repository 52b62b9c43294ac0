import type Stripe from "stripe";
import { type Form, pairsAt, textAt } from "./form";
import { newId, type Store } from "./store";

export function newCustomer(store: Store, form: Form): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newId("cus"),
    object: "customer",
    balance: 0,
    created: store.nowSeconds(),
    default_source: null,
    description: textAt(form, "description"),
    email: textAt(form, "email"),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: pairsAt(form, "metadata"),
    name: textAt(form, "name"),
    shipping: null,
  };
  store.customers.set(customer.id, customer);
  return customer;
}
