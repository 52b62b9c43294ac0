import type { SignedOut } from "@/lib/auth/signed-out";

/** The result of the form that makes a key. The secret is here and nowhere else. */
export type CreateKeyState =
  | SignedOut
  | { kind: "idle" | "invalid" | "failed" }
  | { kind: "created"; id: string; name: string; secret: string }
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

/** The result of a change of limits. The dialog shows the sent values again, beside their errors. */
export type LimitKeyState = SignedOut | { kind: "idle" | "done" | "failed" } | { kind: "invalid"; field: string; sent: ShownLimits };
export type LimitKeyAction = (form: FormData) => Promise<LimitKeyState>;

/** The result of a rename or a revocation. */
export type ChangeKeyState = SignedOut | { kind: "idle" | "done" | "invalid" | "not_found" | "failed" };
export type ChangeKeyAction = (form: FormData) => Promise<ChangeKeyState>;

/** The result of a rotation. The new secret is here and nowhere else. */
export type RotateKeyState = SignedOut | { kind: "idle" | "failed" } | { kind: "rotated"; secret: string };
export type RotateKeyAction = (form: FormData) => Promise<RotateKeyState>;
