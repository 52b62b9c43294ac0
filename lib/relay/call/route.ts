import type { Modifier } from "@/lib/basics/tokens";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

/** An account that a call skipped, starting at the preferred account of its conversation. */
export type SkippedAccount = {
  /** `failover`: the account got the call and failed; `cooling`: it did not get the call; `refused`: it cannot serve this request. */
  why: "failover" | "cooling" | "refused";
  label: string;
  accountName: string;
};

/** The account of a call, and the accounts skipped before it. */
export type Route = Readonly<{
  /** The account that got the call last; null if none got it yet. */
  account: PoolMember | null;
  /** Null for the only account that serves the model: there was nothing to choose. */
  skipped: readonly SkippedAccount[] | null;
}>;

/** The route of a call that was not sent yet. */
export const NO_ROUTE: Route = { account: null, skipped: null };

const NO_MODIFIERS: readonly Modifier[] = [];

/** Modifiers that the account is billed by and no answer mentions. */
export function accountModifiers(account: PoolMember | null, modelId: string): readonly Modifier[] {
  return account ? account.upstream.pricingModifiers(modelId) : NO_MODIFIERS;
}

/** Adds the account that answered or got the call last. Where there was a choice, it adds the reason for that one or for none. */
export function addRoute(headers: Record<string, string>, { account, skipped }: Route): void {
  if (account) headers["x-relais-upstream"] = account.headerName;
  if (skipped && (account || skipped.length > 0))
    headers["x-relais-route"] = skipped.length === 0 ? "affine" : skipped.map(({ why, label }) => `${why}:${label}`).join(",");
}
