import type Stripe from "stripe";
import type { StripeStandIn } from "../stand-in";
import { isInquiry } from "./dispute-states";
import { endWarnings } from "./fraud-warnings";
import { moveDispute } from "./move-dispute";

/** A payment that was given back whole answers the bank's question about it. */
export function afterFullRefund(standIn: StripeStandIn, charge: Stripe.Charge): Stripe.Event[] {
  const asked = [...standIn.store.disputes.values()].filter(
    (each) => each.charge === charge.id && isInquiry(each.status) && each.status !== "warning_closed",
  );
  return [...asked.flatMap((each) => moveDispute(standIn, each, "warning_closed")), ...endWarnings(standIn, charge.id)];
}
