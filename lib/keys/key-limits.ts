import { BUDGET_PERIODS } from "@/lib/basics/budget-periods";
import { AppError } from "@/lib/basics/errors";
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

/** Throws `invalid_request` with the field at fault. */
export function parseKeyLimits(text: KeyLimitsText): Omit<KeyLimits, "expiresAt"> {
  const budgetNano = budgetOf(text.budget);
  const budgetPeriod = BUDGET_PERIODS.find((period) => period === text.budgetPeriod);
  if (!budgetPeriod) throw invalid("budgetPeriod");
  const allowedAddresses = text.addresses.split(/[\s,]+/).filter(Boolean);
  if (allowedAddresses.length > MAX_ADDRESSES || !allowedAddresses.every(parseRange)) throw invalid("addresses");
  return {
    budgetNano,
    budgetPeriod: budgetNano === null ? null : budgetPeriod,
    requestsPerMinute: perMinuteOf(text.requestsPerMinute, "requestsPerMinute"),
    tokensPerMinute: perMinuteOf(text.tokensPerMinute, "tokensPerMinute"),
    allowedModels: text.models,
    allowedAddresses,
  };
}

function budgetOf(text: string): bigint | null {
  if (text.trim() === "") return null;
  const nano = budgetNanoOf(text.replace(/^\s*\$/, ""));
  if (nano === null) throw invalid("budget");
  return nano;
}

/** Nano-dollars from a decimal text above zero; null if it is not one, or does not fit the column. */
export function budgetNanoOf(text: string): bigint | null {
  const nano = nanoFromDollars(text);
  return nano === null || nano <= 0n || nano > 9_000_000_000_000_000_000n ? null : nano;
}

function perMinuteOf(text: string, field: "requestsPerMinute" | "tokensPerMinute"): number | null {
  const digits = text.trim();
  if (digits === "") return null;
  const count = /^\d{1,10}$/.test(digits) ? Number.parseInt(digits, 10) : 0;
  if (count < 1 || count > MAX_PER_MINUTE) throw invalid(field);
  return count;
}

function invalid(field: keyof KeyLimitsText): AppError {
  return new AppError("invalid_request", "This limit cannot be understood, and nothing was changed.", { param: field });
}
