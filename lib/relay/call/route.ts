import type { Modifier } from "@/lib/basics/tokens";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";

/** Why a call did not end where its conversation is at home. */
export type Move = {
  /** `failover`: the account was asked and failed; `cooling`: it was left alone; `refused`: it cannot do what is asked. */
  why: "failover" | "cooling" | "refused";
  label: string;
  accountName: string;
};

/** The account of a call, and how the call came to it. */
export type Route = {
  /** Asked last; null before any was. */
  account: PoolMember | null;
  /** Null for the only account that serves the model: there was nothing to choose. */
  moves: Move[] | null;
};

const NO_MODIFIERS: readonly Modifier[] = [];

/** What the call's account is billed by and no answer mentions. */
export function accountModifiers({ account }: Route, modelId: string): readonly Modifier[] {
  return account ? account.upstream.pricingModifiers(modelId) : NO_MODIFIERS;
}

/** Says which account answered or was asked last, and why that one, or why none, where there was a choice. */
export function addRoute(headers: Record<string, string>, { account, moves }: Route): void {
  if (account) headers["x-relais-upstream"] = account.headerName;
  if (moves && (account || moves.length > 0))
    headers["x-relais-route"] = moves.length === 0 ? "affine" : moves.map(({ why, label }) => `${why}:${label}`).join(",");
}
