import { AppError } from "@/lib/errors";
import { readKeyBudget, readMonthSpend } from "@/lib/limits/spend";
import { dollarsFromNano } from "@/lib/money";
import type { Call } from "@/lib/relay/call";

/** Why money that is there may not be spent, with the figures. No wait is named: clients would sleep until next month. */
export async function capReached(
  call: Pick<Call, "receivedAt"> & { caller: Pick<Call["caller"], "workspaceId" | "keyId"> },
  reason: "monthly_cap" | "key_budget",
  neededNano: bigint,
  maxTokensThatFits: number | null,
): Promise<AppError> {
  const { workspaceId, keyId } = call.caller;
  const spend = reason === "key_budget" ? await readKeyBudget(workspaceId, keyId, call.receivedAt) : await readMonthSpend(workspaceId);
  const facts = {
    reason,
    limit: dollarsFromNano(spend?.limitNano ?? 0n),
    spent: dollarsFromNano(spend?.spentNano ?? 0n),
    held: dollarsFromNano(spend?.heldNano ?? 0n),
    needed: dollarsFromNano(neededNano),
    max_tokens_that_fits: maxTokensThatFits,
    resets_at: spend?.endsAt?.toISOString() ?? null,
  };
  const whose = reason === "key_budget" ? "The budget of this key" : "What this workspace may spend in a month";
  const then = facts.resets_at ? `It begins anew at ${facts.resets_at}.` : "Raise the budget of the key to go on.";
  const advice = maxTokensThatFits === null ? then : `Ask for at most ${maxTokensThatFits} tokens, or wait. ${then}`;
  const message =
    `${whose} is $${facts.limit}: $${facts.spent} is spent and $${facts.held} is held for calls that are running, so this call, ` +
    `which may cost up to $${facts.needed}, does not fit. Nothing was charged. ${advice}`;
  return new AppError("rate_limited", message, { isFinal: true, facts });
}
