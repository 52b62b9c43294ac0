import type { Modifier, TokenClasses, Usage } from "@/lib/basics/tokens";

/** Money to be reserved for one call. `id` is the call's UUIDv7, made before any I/O: sending it again changes nothing. */
export type HoldRequest = {
  id: string;
  workspaceId: string;
  keyId: string;
  modelId: string;
  priceVersion: number;
  amountNano: bigint;
  /** True sends the hold past the key's budget; keys without one are spared the way. */
  hasBudget?: boolean;
};

/** A hold of a call with an Idempotency-Key: the hashes of that key and of the request. */
export type KeyedHoldRequest = HoldRequest & { idempotency: { keyHash: Buffer; requestHash: Buffer } };

/** The Idempotency-Key stands for another call, which runs or was charged. Nothing is held. */
export type RepeatAnswer = { kind: "repeat"; callId: string; isSameRequest: boolean };

export type HoldRefusal =
  | "insufficient_balance"
  | "frozen"
  | "no_wallet"
  | "monthly_cap"
  | "key_budget"
  /** What earlier calls cost beyond the balance is not made good, and would not stay untouched. */
  | "absorbed_loss"
  | "payment_questioned";

export type HoldAnswer =
  | { kind: "held"; availableNano: bigint }
  | { kind: "refused"; reason: HoldRefusal; availableNano: bigint; heldNano: bigint };

/**
 * Samplings inside a call that are priced alike: of another model, or, where the call's event is broken down, of its own. `isStep` says
 * that the step's prices hold, which the sum of several samplings cannot say.
 */
export type SettledPart = {
  modelId: string;
  priceVersion: number;
  tokens: TokenClasses;
  modifiers: Modifier[];
  isStep: boolean;
  priceNano: bigint;
};

/** An account that a call passed over, and why. */
export type SettledMove = { upstream: string; why: string; label: string };

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
  /** What other models did, which is not in `usage`; all of them are in `priceNano`. */
  parts?: SettledPart[];
  /** Accounts that were passed over before `upstream`; absent for nearly every call. */
  moves?: SettledMove[];
  priceNano: bigint;
  upstreamCostNano: bigint | null;
  firstByteMs: number | null;
  totalMs: number;
};

export type SettleAnswer = {
  chargeNano: bigint;
  /** What the call cost beyond hold and balance: the operator's loss. */
  absorbedNano: bigint;
  /** Null when the settle lies in the spool. */
  availableNano: bigint | null;
  isSpooled: boolean;
};
