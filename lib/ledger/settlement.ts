import type { Modifier, TokenClasses, Usage } from "@/lib/basics/tokens";

/** Money to reserve for one call. `id` is the call's UUIDv7, made before any I/O, so sending it again changes nothing. */
export type HoldRequest = {
  id: string;
  workspaceId: string;
  keyId: string;
  modelId: string;
  priceVersion: number;
  amountNano: bigint;
  /** True if the hold has to be checked against the key's budget. */
  hasBudget?: boolean;
};

/** A hold of a call with an Idempotency-Key: the hashes of that key and of the request. */
export type KeyedHoldRequest = HoldRequest & { idempotency: { keyHash: Buffer; requestHash: Buffer } };

/** The Idempotency-Key belongs to another call, which is in flight or was charged. Nothing is held. */
export type RepeatAnswer = { kind: "repeat"; callId: string; isSameRequest: boolean };

export type HoldRefusal =
  | "insufficient_balance"
  | "frozen"
  | "no_wallet"
  | "monthly_cap"
  | "key_budget"
  /** The wallet owes what earlier calls cost beyond the balance, and this hold would use the money for it. */
  | "absorbed_loss"
  | "payment_questioned";

export type HoldAnswer =
  | { kind: "held"; availableNano: bigint }
  | { kind: "refused"; reason: HoldRefusal; availableNano: bigint; heldNano: bigint };

/**
 * Samplings inside a call with the same prices: of another model, or of the call's own if its event is broken down. `isStep` says
 * that the step's prices apply, which the sum of several samplings cannot show.
 */
export type SettledModelShare = {
  modelId: string;
  priceVersion: number;
  tokens: TokenClasses;
  modifiers: Modifier[];
  isStep: boolean;
  priceNano: bigint;
};

/** An account that was skipped for a call, and why. */
export type SettledSkippedAccount = { upstream: string; why: string; label: string };

/** The end of one call. A release is the outcome "released" with a price of 0. */
export type Settlement = {
  id: string;
  workspaceId: string;
  keyId: string;
  modelId: string;
  priceVersion: number;
  outcome: "settled" | "released";
  reason: string | null;
  endpoint: string;
  isStream: boolean;
  upstream: string | null;
  upstreamRequestId: string | null;
  httpStatus: number;
  stopReason: string | null;
  usage: Usage;
  /** The usage of other models, in rows of `usage_part`. It is not in `usage`, but its price is in `priceNano`. */
  parts?: SettledModelShare[];
  /** Accounts that were skipped before `upstream`, in rows of `usage_move`; absent for nearly every call. */
  moves?: SettledSkippedAccount[];
  priceNano: bigint;
  upstreamCostNano: bigint | null;
  firstByteMs: number | null;
  totalMs: number;
};

export type SettleAnswer = {
  chargeNano: bigint;
  /** What the call cost beyond hold and balance: the operator's loss. */
  absorbedNano: bigint;
  /** Null if the settle is in the spool. */
  availableNano: bigint | null;
  isSpooled: boolean;
};
