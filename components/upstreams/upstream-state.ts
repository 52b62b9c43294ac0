import type { SignedOut } from "@/lib/auth/signed-out";
import type { AccountField } from "@/lib/upstream-accounts/account-form";

/** A model on offer. */
export type CatalogueModel = { id: string; name: string };

export type WrongField = AccountField | "taken";
export type UpstreamRefusal = "conflict" | "not_found" | "no_key" | "failed";

/** The result of a change. It does not return the typed text, which is still in the form. */
export type UpstreamState =
  | SignedOut
  | { kind: "idle" | "done" }
  | { kind: "wrong"; fields: WrongField[] }
  | { kind: "refused"; reason: UpstreamRefusal };

export type UpstreamAction = (form: FormData) => Promise<UpstreamState>;

/** The result of a test: the account works, or it does not. */
export type TestState =
  | SignedOut
  | { kind: "idle" }
  | { kind: "tested"; ok: true; modelId: string }
  | { kind: "tested"; ok: false; why: "no_model" | "not_working" | "sealed" }
  | { kind: "refused"; reason: UpstreamRefusal };

export type TestAction = (form: FormData) => Promise<TestState>;

export const UNCHANGED: UpstreamState = { kind: "idle" };
