import type { Ledger } from "@/lib/ledger/ledger";
import type { SettleAnswer } from "@/lib/ledger/settlement";
import { priceNano } from "@/lib/pricing/price-nano";
import { leave } from "@/lib/relay/admit";
import { type Call, elapsedMs } from "@/lib/relay/call";
import { NO_TOKENS, type Usage } from "@/lib/tokens";

export const NO_USAGE: Usage = { tokens: NO_TOKENS, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false };

export type Outcome = {
  /** Why a call is free, or ended otherwise than by a whole answer to a client that waited for it. */
  reason: string | null;
  httpStatus: number;
  stopReason?: string | null;
  upstream?: string;
  upstreamRequestId?: string | null;
  usage: Usage;
};

/** Charges what was used. Resolves once that is committed, or safe in the spool while Postgres is away. */
export function settle(ledger: Pick<Ledger, "settle">, call: Call, outcome: Outcome): Promise<SettleAnswer> {
  const upstreamCostNano = call.upstreamPrice && priceNano(outcome.usage, call.upstreamPrice);
  return end(ledger, call, outcome, "settled", priceNano(outcome.usage, call.price), upstreamCostNano);
}

/** Gives the whole hold back: the call is free, and its usage event says why. */
export function release(ledger: Pick<Ledger, "settle">, call: Call, outcome: Outcome): Promise<SettleAnswer> {
  return end(ledger, call, outcome, "released", 0n, 0n);
}

function end(
  ledger: Pick<Ledger, "settle">,
  call: Call,
  outcome: Outcome,
  kind: "settled" | "released",
  price: bigint,
  upstreamCostNano: bigint | null,
): Promise<SettleAnswer> {
  leave(call, outcome.usage.tokens);
  return ledger.settle({
    id: call.id,
    workspaceId: call.caller.workspaceId,
    keyId: call.caller.keyId,
    modelId: call.asked.model.id,
    priceVersion: call.price.version,
    outcome: kind,
    reason: outcome.reason,
    endpoint: call.endpoint,
    isStream: call.asked.request.isStream,
    upstream: outcome.upstream ?? null,
    upstreamRequestId: outcome.upstreamRequestId ?? null,
    httpStatus: outcome.httpStatus,
    stopReason: outcome.stopReason ?? null,
    usage: outcome.usage,
    priceNano: price,
    upstreamCostNano,
    firstByteMs: call.firstByteMs,
    totalMs: elapsedMs(call),
  });
}
