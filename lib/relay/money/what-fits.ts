import { maxTokensThatFit } from "@/lib/pricing/upper-bound";
import type { Call } from "@/lib/relay/call/call";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { type Boundable, boundedCall, callBoundNano } from "@/lib/relay/money/bounded-call";
import { readKeyBudget, readMonthSpend, type Spend } from "@/lib/tiers/read-spend";

/** A caller sets it to true to get a shorter answer instead of a refusal. */
const FIT_HEADER = "x-relais-fit-max-tokens";

export function takesShorter(headers: RequestHeaders): boolean {
  return headers[FIT_HEADER]?.toLowerCase() === "true";
}

/** The longest answer that a refused call could request now, as its own `max_tokens`; null if there is none. */
export async function whatFits(call: Call, availableNano: bigint): Promise<number | null> {
  return maxTokensWithin(call, await spendableNano(call, availableNano));
}

/** The same for an amount that may be spent. A call for exactly this length is granted; one token more is refused. */
export function maxTokensWithin(call: Boundable, spendableNano: bigint): number | null {
  const { thinkingBudget, maxTokens, serverTools } = call.parsed.request;
  const isReadAgain = (call.otherModels !== undefined && call.otherModels.length > 0) || serverTools.samplings > 1;
  const most = isReadAgain ? mostReadAgain(call, spendableNano) : maxTokensThatFit(spendableNano, boundedCall(call));
  // A thinking budget is a part of max_tokens, unless the caller's own request says otherwise.
  const isTooShort = most !== null && most <= thinkingBudget && maxTokens > thinkingBudget;
  return isTooShort ? null : most;
}

/** A binary search: if other models or the next round read an answer again, no division gives the length. */
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

/** The smallest remainder of the balance, the month's cap and the key's budget. */
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
