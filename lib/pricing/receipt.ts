import { decimalText } from "@/lib/basics/decimal";
import { NANO_PER_DOLLAR } from "@/lib/basics/money";
import { type Modifier, TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import {
  basePrices,
  type ExactAmount,
  exactPrice,
  factorsOf,
  multiplierPpm,
  type PricedUsage,
  priceNano,
  scaleOf,
  tokensScaled,
} from "@/lib/pricing/price-nano";

type Factor = { modifier: Modifier; factorPpm: bigint };

/** `amount` is the exact dollar text of `scaled`: tokens × price × multiplier × every factor of the receipt. */
type TokenLine = {
  kind: "tokens";
  tokenClass: TokenClass;
  tokens: number;
  /** The base price for the class: input's or output's, or the step's if the call is above it. */
  pricePico: bigint;
  multiplierPpm: bigint;
  scaled: bigint;
  amount: string;
};

type WebSearchLine = { kind: "web_searches"; webSearches: number; searchNano: bigint; scaled: bigint; amount: string };

export type ReceiptLine = TokenLine | WebSearchLine;

export type Receipt = {
  lines: ReceiptLine[];
  /** Modifiers that multiplied every token line. */
  factors: Factor[];
  /** True if the whole call was priced by the step for long prompts. */
  isStep: boolean;
  /** The lines' sum, as exact dollar text. */
  exactAmount: string;
  /** The call's price: the same sum rounded up once to a whole nano-dollar. */
  priceNano: bigint;
};

/** One line for every token class, used or not, and one for web searches where there were any. Their `scaled` sum to the price before its one rounding. */
export function receiptLines(usage: PricedUsage, price: Rates): ReceiptLine[] {
  const base = basePrices(usage.tokens, price, usage.isStep);
  const factors = factorsOf(usage.modifiers, price);
  const factorPpm = factors.reduce((product, each) => product * each.factorPpm, 1n);
  const scale = scaleOf(factors.length);
  const tokenLines = TOKEN_CLASSES.map((tokenClass): TokenLine => {
    const scaled = tokensScaled(usage.tokens[tokenClass], tokenClass, base, price) * factorPpm;
    return {
      kind: "tokens",
      tokenClass,
      tokens: usage.tokens[tokenClass],
      pricePico: tokenClass === "output" ? base.outputPico : base.inputPico,
      multiplierPpm: multiplierPpm(tokenClass, price),
      scaled,
      amount: dollarText({ scaled, scale }),
    };
  });
  return usage.webSearches > 0 ? [...tokenLines, webSearchLine(usage.webSearches, price, scale)] : tokenLines;
}

/** The whole arithmetic of one call, so that anybody can recompute it. */
export function receipt(usage: PricedUsage, price: Rates): Receipt {
  return {
    lines: receiptLines(usage, price),
    factors: factorsOf(usage.modifiers, price),
    isStep: basePrices(usage.tokens, price, usage.isStep).isStep,
    exactAmount: dollarText(exactPrice(usage, price)),
    priceNano: priceNano(usage, price),
  };
}

function webSearchLine(webSearches: number, price: Rates, scale: bigint): WebSearchLine {
  const scaled = BigInt(webSearches) * price.webSearchNano * scale;
  return { kind: "web_searches", webSearches, searchNano: price.webSearchNano, scaled, amount: dollarText({ scaled, scale }) };
}

/** Exact dollars: the scale is a power of ten, so every amount is a finite decimal. */
function dollarText({ scaled, scale }: ExactAmount): string {
  return decimalText(scaled, (scale * NANO_PER_DOLLAR).toString().length - 1);
}
