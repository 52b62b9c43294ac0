import type Stripe from "stripe";
import { refused } from "../errors";
import { type Form, pairsAt, textAt } from "../form";
import type { StripeStandIn } from "../stand-in";
import { moveMoney } from "./dispute-money";
import { checkedStatus, isClosed, isInquiry } from "./dispute-states";

/** The next state of a dispute, with the original's events. */
export function moveDispute(standIn: StripeStandIn, dispute: Stripe.Dispute, status: string): Stripe.Event[] {
  dispute.status = checkedStatus(status);
  dispute.is_charge_refundable = isInquiry(status) && status !== "warning_closed";
  const news = standIn.webhooks.record(isClosed(status) ? "charge.dispute.closed" : "charge.dispute.updated", dispute);
  return [news, ...moveMoney(standIn, dispute)];
}

/** A state that Stripe may add one day. It moves no money. */
export function nameDisputeState({ webhooks }: StripeStandIn, dispute: Stripe.Dispute, status: string): Stripe.Event[] {
  dispute.status = status;
  return [webhooks.record("charge.dispute.updated", dispute)];
}

/** `POST /v1/disputes/ID`: evidence, which is sent to the bank unless `submit` is false. */
export function updateDispute(standIn: StripeStandIn, dispute: Stripe.Dispute, form: Form): Stripe.Event[] {
  Object.assign(dispute.metadata, pairsAt(form, "metadata"));
  const evidence = pairsAt(form, "evidence");
  const isNew = Object.keys(evidence).length > 0;
  if (isNew && isClosed(dispute.status)) throw refused(`This dispute is already ${dispute.status}.`);
  Object.assign(dispute.evidence, evidence);
  dispute.evidence_details.has_evidence ||= isNew;
  const submit = textAt(form, "submit") ?? String(isNew);
  if (submit !== "true" || !dispute.evidence_details.has_evidence) return [standIn.webhooks.record("charge.dispute.updated", dispute)];
  if (!dispute.status.endsWith("needs_response")) throw refused(`This dispute has the status ${dispute.status} and takes no evidence.`);
  dispute.evidence_details.submission_count += 1;
  dispute.evidence_details.submission_method = "manual";
  dispute.evidence_details.past_due = (dispute.evidence_details.due_by ?? 0) < standIn.store.nowSeconds();
  return moveDispute(standIn, dispute, dispute.status.replace("needs_response", "under_review"));
}

/** `POST /v1/disputes/ID/close`: the seller gives in. */
export function closeDispute(standIn: StripeStandIn, dispute: Stripe.Dispute): Stripe.Event[] {
  if (isClosed(dispute.status)) throw refused(`This dispute is already ${dispute.status}.`);
  return moveDispute(standIn, dispute, isInquiry(dispute.status) ? "warning_closed" : "lost");
}
