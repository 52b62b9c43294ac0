import type { SignedOut } from "@/lib/auth/signed-out";
import type { TierField } from "@/lib/tiers/tier-form";

/** The result of a change of a tier. */
export type TierState =
  | SignedOut
  | { kind: "idle" | "done" }
  | { kind: "wrong"; fields: TierField[] }
  | { kind: "refused"; reason: "conflict" | "failed" };

export type TierAction = (form: FormData) => Promise<TierState>;
