import type Stripe from "stripe";
import { bookMovement } from "../money/balance-transactions";
import { converted } from "../money/currencies";
import type { StripeStandIn } from "../stand-in";
import { isWithdrawn } from "./dispute-states";

const FEE_CENTS = 1500;

/** Takes the disputed sum, or gives it back, if the state says so and it has not been done. */
export function moveMoney({ store, webhooks }: StripeStandIn, dispute: Stripe.Dispute): Stripe.Event[] {
  const isGone = dispute.balance_transactions.reduce((sum, line) => sum + Math.sign(line.amount), 0) < 0;
  if (isGone === isWithdrawn(dispute.status)) return [];
  const line = bookMovement(store, {
    type: "adjustment",
    category: isGone ? "dispute_reversal" : "dispute",
    amount: isGone ? dispute.amount : -dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback ${isGone ? "reversal" : "withdrawal"} for ${dispute.charge}`,
    fee: isGone ? 0 : converted(FEE_CENTS, "usd", store.account.currency),
  });
  dispute.balance_transactions.push(line);
  return [webhooks.record(isGone ? "charge.dispute.funds_reinstated" : "charge.dispute.funds_withdrawn", dispute)];
}
