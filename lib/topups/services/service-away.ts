import { isStripeAway } from "@/lib/platform/stripe";

/** A payment service other than Stripe did not answer, or answered with a failure of its own. */
export class ServiceAwayError extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = "ServiceAwayError";
  }
}

/** Whether the failure lies with the service or the network, so that the same request may be sent again. */
export function isServiceAway(error: unknown): boolean {
  return error instanceof ServiceAwayError || isStripeAway(error);
}
