import { AppError } from "@/lib/basics/errors";
import type { Caller, CallerLimits } from "@/lib/keys/caller-cache";
import { addressList, isInList } from "@/lib/platform/addresses/address-range";

export type LimitColumns = {
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  has_budget: boolean;
  allowed_models: string[];
  allowed_addresses: string[];
  expires_at: Date | null;
};

export const LIMIT_COLUMNS =
  "requests_per_minute, tokens_per_minute, budget_nano IS NOT NULL AS has_budget, allowed_models, allowed_addresses, expires_at";

export function limitsOf(row: LimitColumns): CallerLimits | null {
  const isFree =
    row.requests_per_minute === null &&
    row.tokens_per_minute === null &&
    !row.has_budget &&
    row.allowed_models.length === 0 &&
    row.allowed_addresses.length === 0 &&
    row.expires_at === null;
  if (isFree) return null;
  return {
    requestsPerMinute: row.requests_per_minute,
    tokensPerMinute: row.tokens_per_minute,
    hasBudget: row.has_budget,
    allowedModels: row.allowed_models,
    // A text that is not a range was refused when it was saved. If there is one all the same, it allows no address.
    allowedAddresses: row.allowed_addresses.length > 0 ? addressList(row.allowed_addresses) : null,
    expiresAtMs: row.expires_at?.getTime() ?? null,
  };
}

/** Throws `unauthenticated` if the key has expired, and `forbidden` if it may not be used from this address. */
export function assertUsable({ limits }: Caller, remoteAddress: string, nowMs: number): void {
  if (!limits) return;
  if (limits.expiresAtMs !== null && nowMs >= limits.expiresAtMs) {
    throw new AppError("unauthenticated", `This key expired at ${new Date(limits.expiresAtMs).toISOString()}.`);
  }
  if (limits.allowedAddresses && !isInList(remoteAddress, limits.allowedAddresses)) {
    throw new AppError("forbidden", `This key may not be used from ${remoteAddress.slice(0, 60)}. Nothing was charged.`);
  }
}

/** Throws `forbidden` for a model that is not on the key's list. */
export function assertModelAllowed({ limits }: Caller, modelId: string): void {
  if (!limits || limits.allowedModels.length === 0 || limits.allowedModels.includes(modelId)) return;
  throw new AppError("forbidden", `This key may not call ${modelId}, only ${limits.allowedModels.join(", ")}. Nothing was charged.`, {
    param: "model",
  });
}
