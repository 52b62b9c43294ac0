import type { Modifier } from "@/lib/basics/tokens";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

/** An account that a call passed over on its way from where its conversation is at home. */
export type SkippedAccount = {
  /** `failover`: the account was asked and failed; `cooling`: it was left alone; `refused`: it cannot do what is asked. */
  why: "failover" | "cooling" | "refused";
  label: string;
  accountName: string;
};

/** The account of a call, and how the call came to it. */
export type Route = Readonly<{
  /** Asked last; null before any was. */
  account: PoolMember | null;
  /** Null for the only account that serves the model: there was nothing to choose. */
  skipped: readonly SkippedAccount[] | null;
}>;

/** Of a call that no account was asked for yet. */
export const NO_ROUTE: Route = { account: null, skipped: null };

const NO_MODIFIERS: readonly Modifier[] = [];

/** What the call's account is billed by and no answer mentions. */
export function accountModifiers(account: PoolMember | null, modelId: string): readonly Modifier[] {
  return account ? account.upstream.pricingModifiers(modelId) : NO_MODIFIERS;
}

/** Says which account answered or was asked last, and why that one, or why none, where there was a choice. */
export function addRoute(headers: Record<string, string>, { account, skipped }: Route): void {
  if (account) headers["x-relais-upstream"] = account.headerName;
  if (skipped && (account || skipped.length > 0))
    headers["x-relais-route"] = skipped.length === 0 ? "affine" : skipped.map(({ why, label }) => `${why}:${label}`).join(",");
}
