import type Stripe from "stripe";
import { METHOD_LABELS } from "../methods/known-methods";
import { moneyText } from "../money/currencies";
import { voucherOf } from "../payments/delayed-payment";
import { escaped, page } from "./page";
import { successUrl } from "./pay-page";

/** A voucher, with a button in place of the shop or the bank in which it is paid. */
export function voucherPage(intent: Stripe.PaymentIntent, session: Stripe.Checkout.Session): string {
  const method = intent.payment_method_types[0] ?? "";
  const sum = `<p class="amount">${moneyText(intent.amount, intent.currency)}</p>`;
  const back = `<p class="back"><a href="${escaped(successUrl(session) ?? "")}">Return to the shop</a></p>`;
  const voucher = voucherOf(intent);
  if (intent.status === "succeeded") return page(`<h1>This voucher is paid</h1>${sum}${back}`);
  if (!voucher) return page(`<h1>This voucher can no longer be paid</h1>${sum}${back}`);
  const until = new Date(voucher.expiresAt * 1000).toISOString().slice(0, 16).replace("T", " ");
  return page(
    `<h1>${escaped(METHOD_LABELS[method] ?? method)} voucher</h1>${sum}<p>Number ${escaped(voucher.number)}</p><p>Until ${until} UTC</p>` +
      `<form method="post"><button class="pay" name="action" value="pay">Pay this voucher</button></form>${back}`,
  );
}
