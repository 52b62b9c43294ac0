import { newId } from "@/lib/basics/ids";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { HoldRequest, Settlement } from "@/lib/ledger/settlement";
import { MADE_UP } from "@/lib/usage/testing/usage-events";

const TEST_KEY_ID = "01900000-0000-7000-8000-000000000001";

/** A hold request for a new call. */
export function holdOf(workspaceId: string, amountNano: bigint, id = newId()): HoldRequest {
  return { id, workspaceId, keyId: TEST_KEY_ID, modelId: "claude-sonnet-4-20250514", priceVersion: MADE_UP, amountNano };
}

/** The settle of a hold, with 10 tokens in and 20 out. */
export function settlementOf(hold: HoldRequest, priceNano: bigint, changes: Partial<Settlement> = {}): Settlement {
  const { amountNano: _, ...call } = hold;
  return {
    ...call,
    outcome: "settled",
    reason: null,
    endpoint: "/api/v1/messages",
    isStream: false,
    upstream: "claude",
    upstreamRequestId: "req_1",
    httpStatus: 200,
    stopReason: "end_turn",
    usage: { tokens: { ...NO_TOKENS, input: 10, output: 20 }, thinkingTokens: null, webSearches: 0, modifiers: [], isEstimated: false },
    priceNano,
    upstreamCostNano: null,
    firstByteMs: 5,
    totalMs: 10,
    ...changes,
  };
}

export function releaseOf(hold: HoldRequest): Settlement {
  return settlementOf(hold, 0n, { outcome: "released", reason: "upstream_error", httpStatus: 502 });
}
