import { NO_TOKENS } from "@/lib/basics/tokens";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";

type Free = Omit<HoldRequest, "amountNano" | "hasBudget"> & { reason: string; endpoint?: string | undefined; httpStatus?: number };

/** The end of a call that is not charged: its hold is released. */
export function freeSettlement({ id, workspaceId, keyId, modelId, priceVersion, reason, endpoint, httpStatus }: Free): Settlement {
  return {
    id,
    workspaceId,
    keyId,
    modelId,
    priceVersion,
    outcome: "released",
    reason,
    endpoint: endpoint ?? "unknown",
    isStream: false,
    upstream: null,
    upstreamRequestId: null,
    httpStatus: httpStatus ?? 0,
    stopReason: null,
    usage: { tokens: NO_TOKENS, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false },
    priceNano: 0n,
    upstreamCostNano: null,
    firstByteMs: null,
    totalMs: 0,
  };
}
