import type Stripe from "stripe";

export type Outcome = "succeed" | "decline" | "insufficient_funds" | "expired_card" | "authentication" | "lost_card";

type Refusal = { code: string; declineCode: string; message: string };

/** How a saved card is refused when it is charged without its owner. */
const REFUSALS: Record<Exclude<Outcome, "succeed">, Refusal> = {
  decline: { code: "card_declined", declineCode: "generic_decline", message: "Your card was declined." },
  insufficient_funds: { code: "card_declined", declineCode: "insufficient_funds", message: "Your card has insufficient funds." },
  lost_card: { code: "card_declined", declineCode: "lost_card", message: "Your card was declined." },
  expired_card: { code: "expired_card", declineCode: "expired_card", message: "Your card has expired." },
  authentication: {
    code: "authentication_required",
    declineCode: "authentication_required",
    message: "Your card was declined. This transaction requires authentication.",
  },
};

/** The cards that Stripe's test mode has for everybody. */
export const TEST_CARDS: Record<string, Outcome> = {
  pm_card_visa: "succeed",
  pm_card_mastercard: "succeed",
  pm_card_chargeDeclined: "decline",
  pm_card_visa_chargeDeclined: "decline",
  pm_card_visa_chargeDeclinedInsufficientFunds: "insufficient_funds",
  pm_card_chargeDeclinedExpiredCard: "expired_card",
  pm_card_authenticationRequired: "authentication",
};

export const OUTCOMES: string[] = ["succeed", ...Object.keys(REFUSALS)];

export function refusalOf(outcome: Outcome | undefined): Refusal | null {
  return outcome === undefined || outcome === "succeed" ? null : REFUSALS[outcome];
}

/** The error that an intent keeps of a refused try. */
export function lastErrorOf({ code, declineCode, message }: Refusal): Stripe.PaymentIntent.LastPaymentError {
  return { type: "card_error", code, decline_code: declineCode, message } as Stripe.PaymentIntent.LastPaymentError;
}
