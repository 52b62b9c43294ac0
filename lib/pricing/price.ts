import type { Modifier, TokenClass } from "@/lib/basics/tokens";

/** `sale` is what the customer pays, `upstream` what the operator is billed: margin is known per call. */
export const PRICE_KINDS = ["sale", "upstream"] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

export const INPUT_CLASSES = ["input", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
export type InputClass = Exclude<TokenClass, "output">;

/** Base prices that replace the ordinary ones for the whole call once its prompt is longer than `aboveTokens`. */
export type PriceStep = { aboveTokens: number; inputPico: bigint; outputPico: bigint };

/** What one version charges. Pico-dollars per token (1 USD per million tokens = 1,000,000 pico), factors in millionths. */
export type Rates = {
  inputPico: bigint;
  outputPico: bigint;
  /** Times `inputPico`, each model's own: nothing here may be derived from another. */
  multipliersPpm: Record<InputClass, bigint>;
  step: PriceStep | null;
  /** Further factors on every token class. A modifier without one costs nothing extra on this model. */
  modifierPpm: Partial<Record<Modifier, bigint>>;
  webSearchNano: bigint;
};

/** One dated version of what a model costs, in force from `effectiveFrom` until the next. Never changed once written. */
export type Price = Rates & {
  modelId: string;
  kind: PriceKind;
  version: number;
  effectiveFrom: Date;
};

/** A version as the history shows it. */
export type PublishedPrice = Price & { publishedAt: Date; publishedBy: string | null; note: string | null };
