import type { SignedOut } from "@/lib/auth/signed-out";
import type { NameFault } from "@/lib/keys/key-name";

/** A refused name, and why. */
export type InvalidName = { kind: "invalid"; fault: NameFault };

/** The result of the form that makes a key. The secret is here and nowhere else. */
export type CreateKeyState =
  | SignedOut
  | InvalidName
  | { kind: "idle" | "failed" }
  /** `similar` is the name of another key that may be taken for this one. */
  | { kind: "created"; id: string; name: string; secret: string; similar: string | null }
  | { kind: "already_created"; id: string; name: string };

/** The limits of a key as its dialog shows them: an empty text means no limit. */
export type ShownLimits = {
  budget: string;
  budgetPeriod: string;
  requestsPerMinute: string;
  tokensPerMinute: string;
  /** The last day on which the key works: `2026-12-31`. */
  expiresOn: string;
  models: string[];
  addresses: string;
};

/** The result of a change of limits. All wrong fields are named at once. */
export type LimitKeyState = SignedOut | { kind: "idle" | "done" | "failed" } | { kind: "invalid"; fields: LimitField[] };
export type LimitField = keyof ShownLimits;
export type LimitKeyAction = (form: FormData) => Promise<LimitKeyState>;

/** The result of a rename or a revocation. `similar` is the name of another key that may be taken for the new one. */
export type ChangeKeyState =
  | SignedOut
  | InvalidName
  | { kind: "idle" | "not_found" | "failed" }
  | { kind: "done"; similar?: string | null };
export type ChangeKeyAction = (form: FormData) => Promise<ChangeKeyState>;

/** The result of a rotation. The new secret is here and nowhere else. */
export type RotateKeyState = SignedOut | { kind: "idle" | "failed" } | { kind: "rotated"; secret: string };
export type RotateKeyAction = (form: FormData) => Promise<RotateKeyState>;
