import type Stripe from "stripe";
import { presentmentOf } from "../checkout/presentment";
import { METHOD_LABELS } from "../methods/known-methods";
import type { Account } from "../money/account";
import { moneyText } from "../money/currencies";
import { escaped, page } from "./page";

type Shown = { session: Stripe.Checkout.Session; items: Stripe.LineItem[]; account: Account; isDeclined: boolean };

/** Currencies that a shopper may choose for a card, where Adaptive Pricing shows more than the session's own. */
const CHOICES = ["brl", "cny", "eur", "gbp", "inr", "mxn", "pln", "xof"];

/** The hosted page in each state of its session. */
export function payPage({ session, items, account, isDeclined }: Shown): string {
  if (session.status === "complete")
    return page(`<h1>This payment is complete</h1><p class="amount">${amount(session)}</p>${link(successUrl(session), "Continue")}`);
  if (session.status === "expired") return page(`<h1>This payment page has expired</h1>${link(session.cancel_url, "Go back")}`);
  const declined = isDeclined ? '<p class="declined" role="alert">Your card was declined. Try again or choose another method.</p>' : "";
  return page(
    `<h1>${escaped(items.map((item) => item.description ?? "").join(", "))}</h1><p class="amount">${amount(session)}</p>${declined}` +
      `<form method="post"><fieldset><legend>Pay with</legend>${session.payment_method_types.map((method, index) => radio(method, index, presentmentOf(account, session, method, undefined))).join("")}</fieldset>${currencyChoice(session, account)}` +
      `<button class="pay" name="action" value="pay">Pay</button><button class="decline" name="action" value="decline">Decline</button></form>` +
      link(session.cancel_url, "Go back"),
  );
}

export function receiptPage(charge: Stripe.Charge): string {
  const sum = moneyText(charge.amount, charge.currency);
  return page(
    `<h1>Receipt</h1><p class="amount">${sum}</p><p>Paid on ${new Date(charge.created * 1000).toISOString().slice(0, 10)} with ${escaped(METHOD_LABELS[charge.payment_method_details?.type ?? ""] ?? "another method")}.</p><p>Number ${escaped(charge.id)}</p>`,
  );
}

export function messagePage(text: string): string {
  return page(`<h1>${escaped(text)}</h1>`);
}

export function successUrl(session: Stripe.Checkout.Session): string | null {
  return session.success_url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}

function radio(method: string, index: number, shown: Stripe.Checkout.Session.PresentmentDetails | null): string {
  const price = shown ? ` (${moneyText(shown.presentment_amount, shown.presentment_currency)})` : "";
  const label = escaped(`${METHOD_LABELS[method] ?? method}${price}`);
  return `<label><input type="radio" name="method" value="${escaped(method)}"${index === 0 ? " checked" : ""}> ${label}</label>`;
}

function currencyChoice(session: Stripe.Checkout.Session, account: Account): string {
  if (!CHOICES.some((currency) => presentmentOf(account, session, "card", currency))) return "";
  const own = session.currency ?? "usd";
  const options = [own, ...CHOICES.filter((currency) => currency !== own)].map((currency) => `<option>${currency}</option>`);
  return `<label>Currency for cards and wallets <select name="currency">${options.join("")}</select></label>`;
}

function link(url: string | null, text: string): string {
  return url ? `<p class="back"><a href="${escaped(url)}">${text}</a></p>` : "";
}

function amount(session: Stripe.Checkout.Session): string {
  return moneyText(session.amount_total ?? 0, session.currency ?? "usd");
}
