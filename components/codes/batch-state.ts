import type { SignedOut } from "@/lib/auth/signed-out";
import type { BatchField } from "@/lib/codes/batch-form";

export type BatchState =
  | SignedOut
  | { kind: "idle" | "failed" | "again" }
  | { kind: "invalid"; wrong: BatchField[] }
  /** The only time that the codes are shown. `csv` has them with their amount, a line each. */
  | { kind: "made"; name: string; codes: string[]; csv: string };

export type BatchAction = (previous: BatchState, form: FormData) => Promise<BatchState>;

export type VoidState = SignedOut | { kind: "done" | "refused" };
