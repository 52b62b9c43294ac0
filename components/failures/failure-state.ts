import type { SignedOut } from "@/lib/auth/signed-out";

/** What became of a line: `gone` is one that somebody ended before, `refused` one that waits as before. */
export type FailureState = SignedOut | { kind: "done" | "gone" | "refused" };

export type FailureAction = (form: FormData) => Promise<FailureState>;

/** What the buttons of the page do. */
export const FAILURE_ACTIONS = ["settleCall", "giveUpCall", "settleAll", "lookAgain", "retryJob", "runRound", "giveUpJob"] as const;
