import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Ledger } from "@/lib/ledger/ledger";
import type { SettleAnswer, SettledModelShare, SettledSkippedAccount, Settlement } from "@/lib/ledger/settlement";
import { finishAdmission } from "@/lib/relay/admission/admit-call";
import { type EndedCall, elapsedMs } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { Route } from "@/lib/relay/call/route";
import { type CallUsage, modelShareNano, wholePriceNano, wholeUpstreamNano } from "@/lib/relay/money/measure-usage";

export const NO_USAGE: CallUsage = { tokens: NO_TOKENS, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false };

export type Outcome = {
  /** Why a call is free, or why it did not end with a complete answer to a waiting client. */
  reason: string | null;
  httpStatus: number;
  stopReason?: string | null;
  upstreamRequestId?: string | null;
  usage: CallUsage;
  route: Route;
  /** Time from reception to the upstream's first byte; null if none came. */
  firstByteMs: number | null;
};

/** Charges the usage. Resolves once the charge is committed, or is safe in the spool while Postgres is unavailable. */
export function settle(ledger: Pick<Ledger, "settle">, hold: Hold, outcome: Outcome): Promise<SettleAnswer> {
  freeResources(hold, outcome);
  return ledger.settle(settlementOf(hold.call, outcome));
}

/** Releases the whole hold: the call is free, and its usage event gives the reason. */
export function release(ledger: Pick<Ledger, "settle">, hold: Hold, outcome: Outcome): Promise<SettleAnswer> {
  freeResources(hold, outcome);
  return ledger.settle(releaseOf(hold.call, outcome));
}

/** Frees what the call used in this process: the memory of its documents, and its place among the running calls. */
function freeResources({ admission, freeDocuments }: Hold, { usage }: Outcome): void {
  freeDocuments?.();
  finishAdmission(admission, usage.tokens);
}

/** The end of a call that is free. */
export function releaseOf(call: EndedCall, outcome: Outcome): Settlement {
  return endOf(call, outcome, "released", 0n, 0n);
}

/** The settlement of a call: the final one, or the one that it would have now. */
export function settlementOf(call: EndedCall, outcome: Outcome): Settlement {
  const { usage } = outcome;
  const upstreamCostNano = call.upstreamPrice && wholeUpstreamNano(usage, call.upstreamPrice);
  return endOf(call, outcome, "settled", wholePriceNano(usage, call.price), upstreamCostNano, modelSharesOf(usage));
}

function endOf(
  call: EndedCall,
  outcome: Outcome,
  kind: "settled" | "released",
  price: bigint,
  upstreamCostNano: bigint | null,
  parts?: SettledModelShare[],
): Settlement {
  return {
    id: call.id,
    workspaceId: call.caller.workspaceId,
    keyId: call.caller.keyId,
    modelId: call.parsed.model.id,
    priceVersion: call.price.version,
    outcome: kind,
    reason: outcome.reason,
    endpoint: call.endpoint,
    isStream: call.parsed.request.isStream,
    upstream: outcome.route.account?.name ?? null,
    upstreamRequestId: outcome.upstreamRequestId ?? null,
    httpStatus: outcome.httpStatus,
    stopReason: outcome.stopReason ?? null,
    usage: outcome.usage,
    ...(parts && { parts }),
    ...skippedAccountsOf(outcome.route),
    priceNano: price,
    upstreamCostNano,
    firstByteMs: outcome.firstByteMs,
    totalMs: elapsedMs(call),
  };
}

function skippedAccountsOf({ skipped }: Route): { moves?: SettledSkippedAccount[] } | null {
  if (!skipped || skipped.length === 0) return null;
  return { moves: skipped.map(({ accountName, why, label }) => ({ upstream: accountName, why, label })) };
}

function modelSharesOf({ modelShares }: CallUsage): SettledModelShare[] | undefined {
  return modelShares?.map((share) => ({
    modelId: share.modelId,
    priceVersion: share.price.version,
    tokens: share.tokens,
    modifiers: share.modifiers,
    isStep: share.isStep,
    priceNano: modelShareNano(share, share.price, share.isStep),
  }));
}
