import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Call } from "@/lib/relay/call/call";
import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/tiers/read-spend";

/** The refusal for a cap, with its figures. It gives no time to wait: clients would sleep until next month. */
export async function capReached(
  call: Pick<Call, "receivedAt"> & { caller: Pick<Call["caller"], "workspaceId" | "keyId"> },
  reason: Cap,
  neededNano: bigint,
  maxTokensThatFits: number | null,
): Promise<AppError> {
  const { workspaceId, keyId } = call.caller;
  const spend = reason === "key_budget" ? await readKeyBudget(workspaceId, keyId, call.receivedAt) : await readMonthSpend(workspaceId);
  const facts = capFacts(reason, spend, neededNano, maxTokensThatFits);
  const then = facts.resets_at ? `It starts again at ${facts.resets_at}.` : "Raise the budget of the key to go on.";
  const advice = maxTokensThatFits === null ? then : `Ask for at most ${maxTokensThatFits} tokens, or wait. ${then}`;
  const message =
    `${CAP_NAMES[reason]} is $${facts.limit}: $${facts.spent} is spent and $${facts.held} is held for calls that are running, so this call, ` +
    `which may cost up to $${facts.needed}, does not fit. Nothing was charged. ${advice}`;
  return new AppError("rate_limited", message, { isFinal: true, facts });
}

export type Cap = "monthly_cap" | "key_budget";

/** The beginning of a sentence about the cap. */
export const CAP_NAMES: Record<Cap, string> = {
  key_budget: "The budget of this key",
  monthly_cap: "What this workspace may spend in a month",
};

/** The figures of a cap for a refusal. `neededNano` is null if no call was measured yet. */
export function capFacts(cap: Cap, spend: Spend | null, neededNano: bigint | null, maxTokensThatFits: number | null) {
  return {
    reason: cap,
    limit: dollarsFromNano(spend?.limitNano ?? 0n),
    spent: dollarsFromNano(spend?.spentNano ?? 0n),
    held: dollarsFromNano(spend?.heldNano ?? 0n),
    needed: neededNano === null ? null : dollarsFromNano(neededNano),
    max_tokens_that_fits: maxTokensThatFits,
    resets_at: spend?.endsAt?.toISOString() ?? null,
  };
}
