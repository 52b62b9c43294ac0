import { dollarsFromNano, nanoFromDollars } from "@/lib/basics/money";

/** A usage tier. Null means no limit. A tier without a sum of top-ups is only assigned by an admin. */
export type Tier = {
  topupNano: bigint | null;
  requestsPerMinute: number | null;
  tokensPerMinute: number | null;
  concurrentCalls: number | null;
  monthCapNano: bigint | null;
};

export const TIER_FIELDS = ["topup", "requestsPerMinute", "tokensPerMinute", "concurrentCalls", "monthCap"] as const;
export type TierField = (typeof TIER_FIELDS)[number];

/** The tier as a person types it: money in dollars, an empty text for none. */
export type TierForm = Record<TierField, string>;

const MOST = 1_000_000_000;
const MOST_NANO = 9_000_000_000_000_000_000n;

export function formOfTier(tier: Tier): TierForm {
  const count = (value: number | null) => value?.toString() ?? "";
  const dollars = (nano: bigint | null) => (nano === null ? "" : dollarsFromNano(nano));
  return {
    topup: dollars(tier.topupNano),
    requestsPerMinute: count(tier.requestsPerMinute),
    tokensPerMinute: count(tier.tokensPerMinute),
    concurrentCalls: count(tier.concurrentCalls),
    monthCap: dollars(tier.monthCapNano),
  };
}

/** The tier of a form, or the fields that are not valid. */
export function tierOfForm(form: TierForm): { tier: Tier; wrong: null } | { tier: null; wrong: TierField[] } {
  const topupNano = nanoOf(form.topup, 0n);
  const requestsPerMinute = countOf(form.requestsPerMinute);
  const tokensPerMinute = countOf(form.tokensPerMinute);
  const concurrentCalls = countOf(form.concurrentCalls);
  const monthCapNano = nanoOf(form.monthCap, 1n);
  const read = { topup: topupNano, requestsPerMinute, tokensPerMinute, concurrentCalls, monthCap: monthCapNano };
  const wrong = TIER_FIELDS.filter((field) => read[field] === undefined);
  if (wrong.length > 0) return { tier: null, wrong };
  return { tier: { topupNano, requestsPerMinute, tokensPerMinute, concurrentCalls, monthCapNano } as Tier, wrong: null };
}

/** Undefined if the text is not such a number. */
function countOf(text: string): number | null | undefined {
  const digits = text.trim();
  if (digits === "") return null;
  const count = /^\d{1,10}$/.test(digits) ? Number.parseInt(digits, 10) : 0;
  return count >= 1 && count <= MOST ? count : undefined;
}

function nanoOf(text: string, leastNano: bigint): bigint | null | undefined {
  const dollars = text.trim().replace(/^\$/, "");
  if (dollars === "") return null;
  const nano = nanoFromDollars(dollars);
  return nano !== null && nano >= leastNano && nano <= MOST_NANO ? nano : undefined;
}
