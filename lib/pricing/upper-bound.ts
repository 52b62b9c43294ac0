import { divideRoundingUp, PPM } from "@/lib/basics/money";
import { MODIFIERS, type Modifier, NO_TOKENS } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import { INPUT_CLASSES, type InputClass, type Rates } from "@/lib/pricing/price";
import { basePrices, factorsOf, scaleOf } from "@/lib/pricing/price-nano";

export type BoundedCall = {
  price: Rates;
  model: Pick<Model, "maxOutputTokens">;
  /** All tokens that the call reads, counted each time. Never fewer than the upstream will report. */
  inputTokens: number;
  maxOutputTokens: number;
  /** Input classes that the call may use; all if absent. A call without cache markers and server tools writes to no cache. */
  inputClasses?: readonly InputClass[];
  /** Modifiers that the request or the upstream may add; all if absent. Those that make a call cheaper are ignored. */
  modifiers?: readonly Modifier[];
  /** Modifiers that certainly apply: here those that make the call cheaper count. */
  certain?: readonly Modifier[];
  /** The most web searches that the request allows. */
  maxWebSearches?: number;
};

/**
 * The amount to hold before a call: every input token at the most expensive class that the call may use, and every output token
 * that it may produce. A call within these tokens never costs more.
 */
export function upperBoundNano(call: BoundedCall): bigint {
  const { inputScaled, outputTokenScaled, scale } = boundParts(call);
  return divideRoundingUp(inputScaled + BigInt(outputTokens(call)) * outputTokenScaled, scale);
}

/** The most output tokens with an upper bound within `availableNano`; null if even the prompt exceeds it. */
export function maxTokensThatFit(availableNano: bigint, call: Omit<BoundedCall, "maxOutputTokens">): number | null {
  const { inputScaled, outputTokenScaled, scale } = boundParts(call);
  const rest = availableNano * scale - inputScaled;
  if (rest < outputTokenScaled) return null;
  const most = rest / outputTokenScaled;
  const limit = BigInt(call.model.maxOutputTokens);
  return Number.parseInt((most < limit ? most : limit).toString(), 10);
}

function boundParts(call: Omit<BoundedCall, "maxOutputTokens">) {
  const { price, inputTokens: input, inputClasses = INPUT_CLASSES, modifiers = MODIFIERS, certain, maxWebSearches = 0 } = call;
  const base = basePrices({ ...NO_TOKENS, input }, price);
  const surcharges = factorsOf(modifiers, price).filter(({ factorPpm }) => factorPpm > PPM);
  const factors = certain ? [...surcharges, ...factorsOf(certain, price)] : surcharges;
  const factorPpm = factors.reduce((product, each) => product * each.factorPpm, 1n);
  const scale = scaleOf(factors.length);
  const dearestPpm = inputClasses.reduce((most, each) => (price.multipliersPpm[each] > most ? price.multipliersPpm[each] : most), 0n);
  return {
    scale,
    inputScaled: BigInt(input) * base.inputPico * dearestPpm * factorPpm + BigInt(maxWebSearches) * price.webSearchNano * scale,
    outputTokenScaled: base.outputPico * PPM * factorPpm,
  };
}

function outputTokens({ maxOutputTokens, model }: BoundedCall): number {
  return Math.min(maxOutputTokens, model.maxOutputTokens);
}
