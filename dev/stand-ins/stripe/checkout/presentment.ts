import type Stripe from "stripe";
import { localCurrency } from "../methods/eligible-methods";
import { METHOD_RULES } from "../methods/method-rules";
import type { Account } from "../money/account";
import { converted, isKnownCurrency } from "../money/currencies";

/** Stripe adds 2 to 4 percent to the rate, which the shopper pays. */
const PERCENT = 103n;

/** The price in the shopper's currency, where Adaptive Pricing shows one: the method's own, or for a card the one that was chosen. */
export function presentmentOf(
  account: Account,
  session: Stripe.Checkout.Session,
  method: string,
  chosen: string | undefined,
): Stripe.Checkout.Session.PresentmentDetails | null {
  const currency = session.currency ?? "usd";
  const isAdaptive = session.adaptive_pricing?.enabled === true;
  const isFree = isAdaptive && METHOD_RULES[method]?.adaptive === "any" && account.settles(currency);
  const shown = localCurrency(account, method, { currency, isAdaptive }) ?? (isFree ? chosen : undefined);
  if (!shown || shown === currency || !isKnownCurrency(shown)) return null;
  const amount = BigInt(converted(session.amount_total ?? 0, currency, shown));
  return { presentment_amount: Number((amount * PERCENT + 99n) / 100n), presentment_currency: shown };
}
