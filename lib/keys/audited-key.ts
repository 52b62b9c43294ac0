import { dollarsFromNano } from "@/lib/basics/money";
import type { Key } from "@/lib/keys/key";

/** A key's fields in an audit line: never a secret, and money as decimal text. */
export function auditedKey({ name, prefix, lastFour, limits }: Key) {
  return {
    name,
    secret: `${prefix}…${lastFour}`,
    budget: limits.budgetNano === null ? null : `${dollarsFromNano(limits.budgetNano)} a ${limits.budgetPeriod}`,
    requestsPerMinute: limits.requestsPerMinute,
    tokensPerMinute: limits.tokensPerMinute,
    models: limits.allowedModels,
    addresses: limits.allowedAddresses,
    expiresAt: limits.expiresAt?.toISOString() ?? null,
  };
}
