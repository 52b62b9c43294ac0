import { AppError, type ErrorDetails } from "@/lib/basics/errors";

/** Why a workspace with a balance may not make calls. */
export type FrozenReason = "frozen" | "absorbed_loss" | "payment_questioned";

/** The refusal of such a call. Its facts contain the reason too, for clients whose format has no code for it. */
export function frozenRefusal(reason: FrozenReason, facts: NonNullable<ErrorDetails["facts"]>): AppError {
  const allFacts = { ...facts, reason };
  switch (reason) {
    case "absorbed_loss":
      return new AppError(
        "balance_owed",
        `Earlier calls of this workspace cost more than its balance. Until that is paid or cleared, calls may cost up to $${facts.available} in all. ` +
          "Nothing was charged. Top up the sum that the billing page names, or contact support.",
        { facts: allFacts, isFinal: true },
      );
    case "payment_questioned":
      return new AppError(
        "payment_questioned",
        "A payment to this workspace was refunded, disputed or reported as fraud. Nothing was charged. " +
          "If Billing shows an amount that is owed, calls are answered again once a top-up has paid it. Otherwise please contact support.",
        { facts: allFacts, isFinal: true },
      );
    case "frozen":
      return new AppError("insufficient_balance", "This workspace's balance is frozen. Nothing was charged. Please contact support.", {
        facts,
      });
  }
}

export function isFrozenReason(reason: string): reason is FrozenReason {
  return reason === "frozen" || reason === "absorbed_loss" || reason === "payment_questioned";
}
