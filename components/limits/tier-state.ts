import type { SignedOut } from "@/lib/auth/signed-out";
import type { TierField, TierForm } from "@/lib/tiers/tier-form";

/** The result of a change of a tier. After one that is saved the page is loaded again. */
export type TierState =
  | SignedOut
  | { kind: "idle" }
  | { kind: "wrong"; fields: TierField[]; typed: TierForm }
  | { kind: "refused"; reason: "conflict" | "failed" };

export type TierAction = (previous: TierState, form: FormData) => Promise<TierState>;

/** The result of an exception that was made or taken back. `who` is what was typed. */
export type ExceptionState = SignedOut | { kind: "idle" | "done" } | { kind: "wrong"; who: string } | { kind: "refused" };

export type ExceptionAction = (previous: ExceptionState, form: FormData) => Promise<ExceptionState>;
