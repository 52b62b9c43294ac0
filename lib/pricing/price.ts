import type { Modifier, TokenClass } from "@/lib/basics/tokens";

/** `sale` is what the customer pays, `upstream` what the operator is billed. So the margin of each call is known. */
export const PRICE_KINDS = ["sale", "upstream"] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

export const INPUT_CLASSES = ["input", "cacheWrite5m", "cacheWrite1h", "cacheRead"] as const;
export type InputClass = Exclude<TokenClass, "output">;

/** Base prices that replace the ordinary ones for the whole call once its prompt is longer than `aboveTokens`. */
export type PriceStep = { aboveTokens: number; inputPico: bigint; outputPico: bigint };

/** The figures of one version: pico-dollars per token (1 USD per million tokens = 1,000,000 pico), factors in millionths. */
export type Rates = {
  inputPico: bigint;
  outputPico: bigint;
  /** Multiplied by `inputPico`. Each model has its own four: none may be derived from another. */
  multipliersPpm: Record<InputClass, bigint>;
  step: PriceStep | null;
  /** Factors on every token class. A modifier without a factor costs nothing extra on this model. */
  modifierPpm: Partial<Record<Modifier, bigint>>;
  webSearchNano: bigint;
};

/** A dated version of a model's price, in force from `effectiveFrom` until the next version. Never changed once written. */
export type Price = Rates & {
  modelId: string;
  kind: PriceKind;
  version: number;
  effectiveFrom: Date;
};

/** A version as the history shows it. */
export type PublishedPrice = Price & { publishedAt: Date; publishedBy: string | null; note: string | null };
