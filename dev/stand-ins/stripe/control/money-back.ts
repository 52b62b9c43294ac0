import type Stripe from "stripe";
import { warnOfFraud } from "../disputes/fraud-warnings";
import { moveDispute, nameDisputeState } from "../disputes/move-dispute";
import { type DisputeOptions, openDispute } from "../disputes/open-dispute";
import { noSuch, refused } from "../errors";
import { NEXT_STATUSES, type NextRefund } from "../refunds/next-refunds";
import { nameRefundState, referRefund, resolveRefund } from "../refunds/resolve-refund";
import type { StripeStandIn } from "../stand-in";

type Body = Record<string, unknown>;
type Order = { name: string; id: string; verb: string; body: Body };

export function isMoneyBack(name: string): boolean {
  return name === "charges" || name === "disputes" || name === "refunds";
}

/** What banks and card networks do with a payment, at the word of a test. */
export function moneyBackEvents(standIn: StripeStandIn, { name, id, verb, body }: Order): Stripe.Event[] {
  if (name === "charges") return chargeEvents(standIn, id, verb, body);
  return name === "refunds" ? refundEvents(standIn, id, verb, body) : disputeEvents(standIn, id, verb, body);
}

/** What happens to the next refund, whatever its method. */
export function orderNextRefund(standIn: StripeStandIn, body: Body): object {
  const wanted = body as unknown as NextRefund;
  if (!NEXT_STATUSES.includes(wanted.status)) throw refused(`a refund can be ${NEXT_STATUSES.join(", ")}, not ${wanted.status}`);
  standIn.nextRefunds.add(wanted);
  return { added: wanted.status };
}

function chargeEvents(standIn: StripeStandIn, id: string, verb: string, body: Body): Stripe.Event[] {
  const charge = standIn.store.charges.get(id);
  if (!charge) throw noSuch("charge", id);
  if (verb === "dispute") return openDispute(standIn, charge, body as DisputeOptions);
  if (verb === "warn") return warnOfFraud(standIn, charge, textOf(body.fraudType));
  throw refused(`a charge can dispute or warn, not ${verb}`);
}

function disputeEvents(standIn: StripeStandIn, id: string, verb: string, body: Body): Stripe.Event[] {
  const dispute = standIn.store.disputes.get(id);
  if (!dispute) throw noSuch("dispute", id);
  return verb === "name" ? nameDisputeState(standIn, dispute, String(body.status)) : moveDispute(standIn, dispute, verb);
}

function refundEvents(standIn: StripeStandIn, id: string, verb: string, body: Body): Stripe.Event[] {
  const refund = standIn.store.refunds.get(id);
  if (!refund) throw noSuch("refund", id);
  if (verb === "succeed" || verb === "fail") return resolveRefund(standIn, refund, verb === "succeed", textOf(body.failureReason));
  if (verb === "refer") return referRefund(standIn, refund);
  if (verb === "name") return nameRefundState(standIn, refund, String(body.status));
  throw refused(`a refund can succeed, fail, refer or name, not ${verb}`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
