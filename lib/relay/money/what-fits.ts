import { maxTokensThatFit } from "@/lib/pricing/upper-bound";
import type { Call } from "@/lib/relay/call/call";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { type Boundable, boundedCall, callBoundNano } from "@/lib/relay/money/bounded-call";
import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/tiers/spend";

/** A caller who sets it to true would rather have a shorter answer than none. */
const FIT_HEADER = "x-relais-fit-max-tokens";

export function takesShorter(headers: RequestHeaders): boolean {
  return headers[FIT_HEADER]?.toLowerCase() === "true";
}

/** The longest answer that a refused call could ask for at this moment, as its own `max_tokens`; null when there is none. */
export async function whatFits(call: Call, availableNano: bigint): Promise<number | null> {
  return maxTokensWithin(call, await spendableNano(call, availableNano));
}

/** The same for a sum that may be spent. Asking for exactly so much is granted, for one token more it is refused. */
export function maxTokensWithin(call: Boundable, spendableNano: bigint): number | null {
  const { thinkingBudget, maxTokens, serverTools } = call.parsed.request;
  const isReadAgain = (call.otherModels !== undefined && call.otherModels.length > 0) || serverTools.samplings > 1;
  const most = isReadAgain ? mostReadAgain(call, spendableNano) : maxTokensThatFit(spendableNano, boundedCall(call));
  // A thinking budget is a part of max_tokens, but where the caller's own request says otherwise.
  const isTooShort = most !== null && most <= thinkingBudget && maxTokens > thinkingBudget;
  return isTooShort ? null : most;
}

/** Halved until it is found: where an answer is read again, by others or by the next round, no division gives it. */
function mostReadAgain(call: Boundable, spendableNano: bigint): number | null {
  let [fits, tooMany] = [0, call.parsed.model.maxOutputTokens + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    const request = { ...call.parsed.request, maxTokens: middle };
    if (callBoundNano({ ...call, parsed: { ...call.parsed, request } }) <= spendableNano) fits = middle;
    else tooMany = middle;
  }
  return fits === 0 ? null : fits;
}

/** The least of what the balance, the month and the budget of the key leave. */
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
