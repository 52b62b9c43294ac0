import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";
import { nanoFromDollars } from "@/lib/basics/money";
import { parseRange } from "@/lib/platform/addresses/address-range";

/** The limits of a key within its workspace. Null and empty lists limit nothing. */
export type KeyLimits = {
  budgetNano: bigint | null;
  budgetPeriod: string | null;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  allowedModels: string[];
  /** Addresses and networks: "192.0.2.1", "2001:db8::/32". */
  allowedAddresses: string[];
  expiresAt: Date | null;
};

export const NO_LIMITS: KeyLimits = {
  budgetNano: null,
  budgetPeriod: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  allowedModels: [],
  allowedAddresses: [],
  expiresAt: null,
};

/** In the order of the columns: budget and its period, both rates, models, addresses, expiry. */
export function limitValues(limits: KeyLimits): unknown[] {
  return [
    limits.budgetNano,
    limits.budgetPeriod,
    limits.requestsPerMinute,
    limits.tokensPerMinute,
    limits.allowedModels,
    limits.allowedAddresses,
    limits.expiresAt,
  ];
}

/** The limits as a person types them: an empty text means no limit. */
export type KeyLimitsText = {
  budget: string;
  budgetPeriod: string;
  requestsPerMinute: string;
  tokensPerMinute: string;
  models: string[];
  /** Separated by spaces, commas or line breaks. */
  addresses: string;
};

export const MAX_ADDRESSES = 100;
export const MAX_PER_MINUTE = 1_000_000_000;

/** The limits, or every field that cannot be understood. */
export function readKeyLimits(text: KeyLimitsText): { limits: Omit<KeyLimits, "expiresAt"> } | { wrong: (keyof KeyLimitsText)[] } {
  const budget = limitOf(text.budget, (typed) => budgetNanoOf(typed.replace(/^\$\s*/, "")));
  const requests = limitOf(text.requestsPerMinute, perMinuteOf);
  const tokens = limitOf(text.tokensPerMinute, perMinuteOf);
  const budgetPeriod = BUDGET_PERIODS.find((period) => period === text.budgetPeriod);
  const allowedAddresses = text.addresses.split(/[\s,]+/).filter(Boolean);
  const areAddresses = allowedAddresses.length <= MAX_ADDRESSES && allowedAddresses.every(parseRange);
  if (budget && requests && tokens && budgetPeriod && areAddresses) {
    return {
      limits: {
        budgetNano: budget.value,
        budgetPeriod: budget.value === null ? null : budgetPeriod,
        requestsPerMinute: requests.value,
        tokensPerMinute: tokens.value,
        allowedModels: text.models,
        allowedAddresses,
      },
    };
  }
  const fine = { budget, budgetPeriod, requestsPerMinute: requests, tokensPerMinute: tokens, addresses: areAddresses, models: true };
  return { wrong: (Object.keys(fine) as (keyof KeyLimitsText)[]).filter((field) => !fine[field]) };
}

/** The value of a field, null for an empty one; nothing for a text that is no value. */
function limitOf<Value>(text: string, read: (typed: string) => Value | null): { value: Value | null } | null {
  const typed = text.trim();
  if (typed === "") return { value: null };
  const value = read(typed);
  return value === null ? null : { value };
}

/** Nano-dollars from a decimal text above zero; null if it is not one, or does not fit the column. */
export function budgetNanoOf(text: string): bigint | null {
  const nano = nanoFromDollars(text);
  return nano === null || nano <= 0n || nano > 9_000_000_000_000_000_000n ? null : nano;
}

function perMinuteOf(digits: string): number | null {
  const count = /^\d{1,10}$/.test(digits) ? Number.parseInt(digits, 10) : 0;
  return count < 1 || count > MAX_PER_MINUTE ? null : count;
}
