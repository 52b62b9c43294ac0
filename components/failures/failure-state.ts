import type { SignedOut } from "@/lib/auth/signed-out";

/** The result for a line: `gone` means that it was already ended, `refused` that it still waits. */
export type FailureState = SignedOut | { kind: "done" | "gone" | "refused" };

export type FailureAction = (form: FormData) => Promise<FailureState>;

/** The actions of the page's buttons. */
export const FAILURE_ACTIONS = ["settleCall", "giveUpCall", "settleAll", "lookAgain", "retryJob", "runRound", "giveUpJob"] as const;
