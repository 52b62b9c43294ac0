import { invariant } from "@/lib/basics/errors";
import { divideRoundingUp, PICO_PER_NANO, PPM } from "@/lib/basics/money";
import { type Modifier, promptTokens, TOKEN_CLASSES, type TokenClass, type TokenClasses, type Usage } from "@/lib/basics/tokens";
import type { Price, Rates } from "@/lib/pricing/price";

type Factor = { modifier: Modifier; factorPpm: bigint };

export type PricedUsage = Pick<Usage, "tokens" | "webSearches" | "modifiers"> & {
  /** Whether the step's prices apply. Set if the tokens are of several samplings, each judged by its own length; else the tokens decide. */
  isStep?: boolean | null;
};

/** The exact amount before the one rounding: `scaled` over `scale` nano-dollars. Lines of one call share one scale. */
export type ExactAmount = { scaled: bigint; scale: bigint };

const PLAIN_SCALE = PICO_PER_NANO * PPM;

/** The price of one call in nano-dollars: everything is summed exactly, then rounded up once. */
export function priceNano(usage: PricedUsage, price: Rates): bigint {
  const { scaled, scale } = exactPrice(usage, price);
  return divideRoundingUp(scaled, scale);
}

/** The same before rounding. */
export function exactPrice(usage: PricedUsage, price: Rates): ExactAmount {
  const base = basePrices(usage.tokens, price, usage.isStep);
  const factors = factorsOf(usage.modifiers, price);
  const scale = scaleOf(factors.length);
  let scaled = 0n;
  for (const tokenClass of TOKEN_CLASSES) {
    // Most classes of most calls are empty, and converting a number to a bigint costs more than comparing it.
    const tokens = usage.tokens[tokenClass];
    if (tokens !== 0) scaled += tokensScaled(tokens, tokenClass, base, price);
  }
  for (const { factorPpm } of factors) scaled *= factorPpm;
  invariant(usage.webSearches >= 0, "a call has no negative number of web searches");
  if (usage.webSearches > 0) scaled += BigInt(usage.webSearches) * price.webSearchNano * scale;
  return { scaled, scale };
}

/** Whether one sampling is priced by the step: its prompt, cache reads and writes included, is longer than the step. */
export function isAboveStep(tokens: TokenClasses, { step }: Pick<Rates, "step">): boolean {
  return step !== null && promptTokens(tokens) > step.aboveTokens;
}

/** The price of the web searches. */
export function searchesNano({ webSearches }: Pick<PricedUsage, "webSearches">, price: Rates): bigint {
  return BigInt(webSearches) * price.webSearchNano;
}

/** The input and output price of one sampling, or of several on the same side of the step. */
export function basePrices(
  tokens: TokenClasses,
  price: Rates,
  isStep: boolean | null = null,
): { inputPico: bigint; outputPico: bigint; isStep: boolean } {
  if (price.step !== null && (isStep ?? isAboveStep(tokens, price))) {
    return { inputPico: price.step.inputPico, outputPico: price.step.outputPico, isStep: true };
  }
  return { inputPico: price.inputPico, outputPico: price.outputPico, isStep: false };
}

/** The factors that a call's modifiers apply to its tokens, each once, however often it was reported. */
export function factorsOf(modifiers: readonly Modifier[], price: Pick<Price, "modifierPpm">): Factor[] {
  if (modifiers.length === 0) return [];
  return [...new Set(modifiers)].flatMap((modifier) => {
    const factorPpm = price.modifierPpm[modifier];
    return factorPpm === undefined ? [] : [{ modifier, factorPpm }];
  });
}

/** The number of scaled units in one nano-dollar: pico-dollars times a multiplier in millionths, times each factor in millionths. */
export function scaleOf(factorCount: number): bigint {
  return factorCount === 0 ? PLAIN_SCALE : PLAIN_SCALE * PPM ** BigInt(factorCount);
}

/** Millionths of a class's base price; output has no multiplier of its own. */
export function multiplierPpm(tokenClass: TokenClass, price: Pick<Price, "multipliersPpm">): bigint {
  return tokenClass === "output" ? PPM : price.multipliersPpm[tokenClass];
}

/** Pico-dollars × millionths of one token class, without factors. */
export function tokensScaled(
  tokens: number,
  tokenClass: TokenClass,
  base: { inputPico: bigint; outputPico: bigint },
  price: Rates,
): bigint {
  invariant(tokens >= 0, "a call has no negative number of tokens");
  return BigInt(tokens) * (tokenClass === "output" ? base.outputPico : base.inputPico) * multiplierPpm(tokenClass, price);
}
