import "server-only";
import { readWallet } from "@/lib/ledger/wallet";
import type { CallOutcome } from "@/lib/usage/call";
import { listCalls } from "@/lib/usage/list-calls";

/**
 * What the open pages of a workspace show of this very second. On the wire it is JSON: amounts are decimal text in nano-dollars, times
 * are ISO 8601.
 */
export type LiveState = {
  availableNano: string;
  heldNano: string;
  /** Calls that have a hold and no charge yet. */
  running: number;
  /** True while no call is admitted: the wallet is frozen, or a payment is under question. */
  isStopped: boolean;
  /** The newest finished calls by the time of their receipt, at most five. */
  calls: LiveCall[];
};

type LiveCall = {
  id: string;
  keyId: string;
  modelId: string;
  outcome: CallOutcome;
  chargeNano: string;
  receivedAt: string;
  finishedAt: string;
  totalMs: number;
};

const NEWEST = 5;

/** Null if the workspace has no wallet. */
export async function readLiveState(workspaceId: string): Promise<LiveState | null> {
  const [wallet, { calls }] = await Promise.all([readWallet(workspaceId), listCalls(workspaceId, {}, null, NEWEST)]);
  if (!wallet) return null;
  return {
    availableNano: String(wallet.availableNano),
    heldNano: String(wallet.heldNano),
    running: wallet.holdsInFlight,
    isStopped: wallet.isFrozen || wallet.isQuestioned,
    calls: calls.map((call) => ({
      id: call.id,
      keyId: call.keyId,
      modelId: call.modelId,
      outcome: call.outcome,
      chargeNano: String(call.chargeNano),
      receivedAt: call.createdAt.toISOString(),
      finishedAt: call.settledAt.toISOString(),
      totalMs: call.totalMs,
    })),
  };
}
