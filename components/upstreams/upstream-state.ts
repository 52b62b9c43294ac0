import type { SignedOut } from "@/lib/auth/signed-out";
import type { AccountField, AccountForm } from "@/lib/upstream-accounts/account-form";

/** A model on offer. */
export type CatalogueModel = { id: string; name: string };

export type WrongField = AccountField | "taken";
export type UpstreamRefusal = "conflict" | "not_found" | "no_key" | "failed";

/**
 * The result of a change. A new account has its id. The typed text comes back for a page without scripts, but no credentials: those
 * never leave the server.
 */
export type UpstreamState =
  | SignedOut
  | { kind: "idle" }
  | { kind: "done"; id?: string }
  | { kind: "wrong"; fields: WrongField[]; typed?: AccountForm }
  | { kind: "refused"; reason: UpstreamRefusal };

export type UpstreamAction = (previous: UpstreamState, form: FormData) => Promise<UpstreamState>;

/** The result of a test: the account works, or it does not. */
export type TestState =
  | SignedOut
  | { kind: "idle" }
  | { kind: "tested"; ok: true; modelId: string }
  | { kind: "tested"; ok: false; why: "no_model" | "not_working" | "sealed" }
  | { kind: "refused"; reason: UpstreamRefusal };

export type TestAction = (previous: TestState, form: FormData) => Promise<TestState>;

export const UNCHANGED: UpstreamState = { kind: "idle" };

/**
 * The hidden fields of a new account. The first one takes calls at once: any account here replaces that of the environment, and one that
 * is disabled would have all calls refused until it is enabled.
 */
export function disabledUnlessFirst(isFirst: boolean): Record<string, string> {
  return isFirst ? {} : { isDisabled: "on" };
}
