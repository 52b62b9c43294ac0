import { NO_TOKENS, type TokenClasses } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import type { Rates } from "@/lib/pricing/price";
import { priceNano } from "@/lib/pricing/price-nano";

/** Calls that are alike: `repeatedPercent` of each prompt is the same text in all of them. */
export type AlikeCalls = { promptTokens: number; repeatedPercent: number; callsPerDay: number };

/** What the prompts of one day cost, in nano-dollars. Answers cost the same either way. */
export type CachingSaving = { plainNano: bigint; cachedNano: bigint; isTooShort: boolean };

/** A one-hour write keeps the text for the calls of that hour. */
const WRITES_PER_DAY = 24;

/**
 * The prompts of a day without and with caching. The repeated text is written once an hour at the one-hour price, and read by all other
 * calls. Fewer calls than that all write. Text below the model's minimum is not cached.
 */
export function cachingSaving(
  { promptTokens, repeatedPercent, callsPerDay }: AlikeCalls,
  rates: Rates,
  { minCacheableTokens }: Pick<Model, "minCacheableTokens">,
): CachingSaving {
  const repeated = Math.floor((promptTokens * repeatedPercent) / 100);
  const isTooShort = repeated < minCacheableTokens;
  const writes = isTooShort ? 0 : Math.min(callsPerDay, WRITES_PER_DAY);
  const prompt = (tokens: Partial<TokenClasses>) =>
    priceNano({ tokens: { ...NO_TOKENS, ...tokens }, webSearches: 0, modifiers: [] }, rates);
  const input = promptTokens - repeated;
  const plain = prompt({ input: promptTokens });
  const written = prompt({ input, cacheWrite1h: repeated });
  const read = isTooShort ? plain : prompt({ input, cacheRead: repeated });
  return {
    plainNano: BigInt(callsPerDay) * plain,
    cachedNano: BigInt(writes) * written + BigInt(callsPerDay - writes) * read,
    isTooShort,
  };
}
