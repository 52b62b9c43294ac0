import { divideRoundingUp } from "@/lib/basics/money";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { multiplierPpm, scaleOf } from "@/lib/pricing/price-nano";

/** Tokens of many calls by class. */
export type UsedTokens = { tokens: Record<TokenClass, bigint>; webSearches: bigint };

/**
 * What many calls together cost by the base prices, in nano-dollars: summed exactly, then rounded up once. Sums of calls have neither
 * their modifiers nor their lengths, so neither factors nor the prices of long prompts are in it.
 */
export function tokensNano({ tokens, webSearches }: UsedTokens, rates: Rates): bigint {
  const scale = scaleOf(0);
  const scaled = TOKEN_CLASSES.reduce(
    (sum, each) => sum + tokens[each] * (each === "output" ? rates.outputPico : rates.inputPico) * multiplierPpm(each, rates),
    webSearches * rates.webSearchNano * scale,
  );
  return divideRoundingUp(scaled, scale);
}
