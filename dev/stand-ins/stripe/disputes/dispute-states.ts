import type Stripe from "stripe";
import { invalidParam } from "../errors";
import type { Store } from "../store";

const DISPUTE_STATUSES: string[] = [
  "warning_needs_response",
  "warning_under_review",
  "warning_closed",
  "needs_response",
  "under_review",
  "appeal_needs_response",
  "appeal_under_review",
  "won",
  "lost",
  "prevented",
] satisfies Stripe.Dispute.Status[];

const CLOSED = ["warning_closed", "won", "lost", "prevented"];
/** While a dispute is in one of these states, its sum is gone. */
const WITHDRAWN = ["needs_response", "under_review", "appeal_needs_response", "appeal_under_review", "lost"];

export const isInquiry = (status: string) => status.startsWith("warning_");
export const isClosed = (status: string) => CLOSED.includes(status);
export const isWithdrawn = (status: string) => WITHDRAWN.includes(status);

export function checkedStatus(status: string): Stripe.Dispute.Status {
  if (!DISPUTE_STATUSES.includes(status))
    throw invalidParam("status", `there is no status ${status}; there are ${DISPUTE_STATUSES.join(", ")}, and name for any other text`);
  return status;
}

/** The dispute that has taken this charge's money, if there is one. */
export function wholeDisputeOf(store: Store, chargeId: string): Stripe.Dispute | undefined {
  return [...store.disputes.values()].find((each) => each.charge === chargeId && isWithdrawn(each.status));
}
