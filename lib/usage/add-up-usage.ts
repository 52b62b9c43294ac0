import { addTokens, NO_TOKENS, promptTokens, TOKEN_CLASSES, type TokenClasses } from "@/lib/basics/tokens";
import type { UsageFigures } from "@/lib/usage/sum-usage";

export const NO_FIGURES: UsageFigures = {
  requests: 0,
  freeRequests: 0,
  tokens: NO_TOKENS,
  webSearches: 0,
  chargeNano: 0n,
  absorbedNano: 0n,
  readsSavedNano: 0n,
  writesExtraNano: 0n,
};

/** The total of many sums. Nothing is rounded, so any split adds up to the same total. */
export function addUpUsage(parts: readonly UsageFigures[]): UsageFigures {
  return parts.reduce(
    (whole, part) => ({
      requests: whole.requests + part.requests,
      freeRequests: whole.freeRequests + part.freeRequests,
      tokens: addTokens(whole.tokens, part.tokens),
      webSearches: whole.webSearches + part.webSearches,
      chargeNano: whole.chargeNano + part.chargeNano,
      absorbedNano: whole.absorbedNano + part.absorbedNano,
      readsSavedNano: whole.readsSavedNano + part.readsSavedNano,
      writesExtraNano: whole.writesExtraNano + part.writesExtraNano,
    }),
    NO_FIGURES,
  );
}

/** Sums by name, the most expensive first. */
export function addUpUsageBy<Part extends UsageFigures>(parts: readonly Part[], nameOf: (part: Part) => string): [string, UsageFigures][] {
  const groups = new Map<string, UsageFigures>();
  for (const part of parts) groups.set(nameOf(part), addUpUsage([groups.get(nameOf(part)) ?? NO_FIGURES, part]));
  return [...groups].sort(
    ([a, left], [b, right]) => compare(right.chargeNano, left.chargeNano) || right.requests - left.requests || a.localeCompare(b),
  );
}

export function allTokens(tokens: TokenClasses): number {
  return TOKEN_CLASSES.reduce((sum, each) => sum + tokens[each], 0);
}

/** The share of prompt tokens that came from a cache, from 0 to 1; null if no prompt token was reported. */
export function cacheHitRate(tokens: TokenClasses): number | null {
  const prompt = promptTokens(tokens);
  return prompt === 0 ? null : tokens.cacheRead / prompt;
}

/** The savings of cache reads minus the extra cost of cache writes. Negative while writes outweigh reads. */
export function netSavingNano(figures: Pick<UsageFigures, "readsSavedNano" | "writesExtraNano">): bigint {
  return figures.readsSavedNano - figures.writesExtraNano;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
