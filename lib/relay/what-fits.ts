import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/limits/spend";
import { maxTokensThatFit } from "@/lib/pricing/upper-bound";
import { boundedCall } from "@/lib/relay/bounded-call";
import type { Call } from "@/lib/relay/call";

/** The longest answer that a refused call could ask for at this moment, as its own `max_tokens`; null when there is none. */
export async function whatFits(call: Call, availableNano: bigint): Promise<number | null> {
  return maxTokensWithin(call, await spendableNano(call, availableNano));
}

/** The same for a sum that may be spent. Asking for exactly so much is granted, for one token more it is refused. */
export function maxTokensWithin(call: Pick<Call, "asked" | "price">, spendableNano: bigint): number | null {
  const { thinkingBudget, maxTokens } = call.asked.request;
  const most = maxTokensThatFit(spendableNano, boundedCall(call));
  // A thinking budget is a part of max_tokens, but where the caller's own request says otherwise.
  const isTooShort = most !== null && most <= thinkingBudget && maxTokens > thinkingBudget;
  return isTooShort ? null : most;
}

/** What the balance, the month and the budget of the key leave, whichever is least. */
async function spendableNano(call: Call, availableNano: bigint): Promise<bigint> {
  if (availableNano === 0n) return 0n;
  const { workspaceId, keyId, limits } = call.caller;
  const spends = await Promise.all([
    readMonthSpend(workspaceId),
    limits?.hasBudget ? readKeyBudget(workspaceId, keyId, call.receivedAt) : null,
  ]);
  return spends.map(leftNano).reduce<bigint>((least, left) => (left !== null && left < least ? left : least), availableNano);
}

function leftNano(spend: Spend | null): bigint | null {
  if (!spend || spend.limitNano === null) return null;
  const left = spend.limitNano - spend.spentNano - spend.heldNano;
  return left > 0n ? left : 0n;
}
