import type { Rates } from "@/lib/pricing/price";
import { type PricedUsage, priceNano } from "@/lib/pricing/price-nano";

export type Saving = {
  /** How much more the tokens read from a cache would have cost as plain input. */
  readsSavedNano: bigint;
  /** How much more the tokens written to a cache cost than as plain input. */
  writesExtraNano: bigint;
};

/** The effect of caching on the price of one call: differences of whole prices, so that they add up over calls. */
export function savingByCaching(usage: PricedUsage, price: Rates): Saving {
  const { input, cacheWrite5m, cacheWrite1h, cacheRead } = usage.tokens;
  const priced = (tokens: Partial<PricedUsage["tokens"]>) => priceNano({ ...usage, tokens: { ...usage.tokens, ...tokens } }, price);
  const withoutReads = priced({ input: input + cacheRead, cacheRead: 0 });
  const plain = priced({ input: input + cacheWrite5m + cacheWrite1h + cacheRead, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0 });
  return { readsSavedNano: withoutReads - priced({}), writesExtraNano: withoutReads - plain };
}
