import { isStripeAway } from "@/lib/platform/stripe";

/** Whether the failure lies with the payment service or the network, so that the same request may be sent again. */
export function isServiceAway(error: unknown): boolean {
  return isStripeAway(error);
}
