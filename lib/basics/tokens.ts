/** The four disjoint input classes and the output. No token is counted in two of them. */
export const TOKEN_CLASSES = ["input", "cacheWrite5m", "cacheWrite1h", "cacheRead", "output"] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];
export type TokenClasses = Record<TokenClass, number>;

export const NO_TOKENS: TokenClasses = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

/** Reasons for which an upstream bills all token classes of a call with a further factor. */
export const MODIFIERS = ["fast", "us_inference", "batch", "regional"] as const;
export type Modifier = (typeof MODIFIERS)[number];

/** The usage of one finished call, as the upstream reported it. */
export type Usage = {
  tokens: TokenClasses;
  /** Part of the output tokens, for information only; null when the upstream did not say. */
  thinkingTokens: number | null;
  webSearches: number;
  modifiers: Modifier[];
  /** True when any figure is ours and not the upstream's. */
  isEstimated: boolean;
};

/** All tokens that the model read: they decide the price step of a model. */
export function promptTokens(tokens: TokenClasses): number {
  return tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
}

/**
 * The sum of two calls or samplings, class by class. Spelt out: on the metering path a loop over the classes costs several times as much.
 */
export function addTokens(a: TokenClasses, b: TokenClasses): TokenClasses {
  return {
    input: a.input + b.input,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    cacheRead: a.cacheRead + b.cacheRead,
    output: a.output + b.output,
  };
}
