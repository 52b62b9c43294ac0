import type Stripe from "stripe";
import { invalidParam, missingParam } from "../errors";
import { type Form, listAt, textAt, wholeAt } from "../form";
import { isKnownCurrency, isThreeDecimal, MOST_DIGITS, moneyText, smallestCharge } from "../money/currencies";
import { newId } from "../store";

export type Ordered = { items: Stripe.LineItem[]; amount: number; currency: string };

/** What is bought, if Stripe takes such a sum in this currency. */
export function orderedItems(form: Form): Ordered {
  const items = listAt(form, "line_items").map((item, index) => lineItem(item as Form, index));
  const [first] = items;
  if (!first) throw missingParam("line_items");
  if (items.some((item) => item.currency !== first.currency))
    throw invalidParam("line_items", "All line items must have the same currency.");
  const amount = items.reduce((sum, item) => sum + item.amount_total, 0);
  return { items, amount: checkedAmount(amount, first.currency, "line_items"), currency: first.currency };
}

/** `amount`, unless it is outside of what Stripe charges in this currency at all. */
export function checkedAmount(amount: number, currency: string, param: string): number {
  const least = smallestCharge(currency);
  const total = param === "line_items" ? "The Checkout Session's total amount due must add up to" : "Amount must be";
  if (amount < least) throw invalidParam(param, `${total} at least ${moneyText(least, currency)} ${currency}`, "amount_too_small");
  if (amount > MOST_DIGITS)
    throw invalidParam(param, `Amount must be no more than ${moneyText(MOST_DIGITS, currency)}`, "amount_too_large");
  if (isThreeDecimal(currency) && amount % 10 !== 0)
    throw invalidParam(param, `Amounts in ${currency} must be divisible by 10.`, "parameter_invalid_integer");
  return amount;
}

export function checkedCurrency(currency: string, param: string): string {
  if (!isKnownCurrency(currency)) throw invalidParam(param, `Invalid currency: ${currency}.`, "parameter_invalid_enum");
  return currency;
}

function lineItem(form: Form, index: number): Stripe.LineItem {
  const at = `line_items[${index}]`;
  const currency = textAt(form, "price_data", "currency")?.toLowerCase();
  if (!currency) throw missingParam(`${at}[price_data][currency]`);
  checkedCurrency(currency, `${at}[price_data][currency]`);
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
