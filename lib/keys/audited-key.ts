import { dollarsFromNano } from "@/lib/basics/money";
import type { Key } from "@/lib/keys/key";

/** What an audit line says of a key: never a secret, money as decimal text. */
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
