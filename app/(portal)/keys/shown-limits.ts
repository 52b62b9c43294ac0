import type { ShownLimits } from "@/components/keys/key-state";
import { dollarsFromNano } from "@/lib/basics/money";
import type { KeyLimits } from "@/lib/keys/key-limits";
import { dayOf } from "@/lib/usage/days";

/** The limits of a key as its form shows them. An expiry is the last day on which the key works. */
export function shownLimits(limits: KeyLimits | undefined, timeZone: string): ShownLimits {
  const expiresAt = limits?.expiresAt;
  return {
    budget: limits?.budgetNano ? dollarsFromNano(limits.budgetNano) : "",
    budgetPeriod: limits?.budgetPeriod ?? "month",
    requestsPerMinute: limits?.requestsPerMinute?.toString() ?? "",
    tokensPerMinute: limits?.tokensPerMinute?.toString() ?? "",
    expiresOn: expiresAt ? dayOf(new Date(expiresAt.getTime() - 1), timeZone) : "",
    models: limits?.allowedModels ?? [],
    addresses: limits?.allowedAddresses.join("\n") ?? "",
  };
}
