import { divideRoundingUp, PPM } from "@/lib/basics/money";
import { MODIFIERS, type Modifier, NO_TOKENS } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import { INPUT_CLASSES, type InputClass, type Rates } from "@/lib/pricing/price";
import { basePrices, factorsOf, scaleOf } from "@/lib/pricing/price-nano";

export type BoundedCall = {
  price: Rates;
  model: Pick<Model, "maxOutputTokens">;
  /** All that is read for the call, however often: never fewer than its upstream will report. */
  inputTokens: number;
  maxOutputTokens: number;
  /** Input classes that the call may use; all when left out. A call without cache markers and server tools writes nothing. */
  inputClasses?: readonly InputClass[];
  /** Modifiers that the request or the upstream may bring; all when left out. Those that make a call cheaper are ignored. */
  modifiers?: readonly Modifier[];
  /** Modifiers that the call is billed by for sure: those that make it cheaper count. */
  certain?: readonly Modifier[];
  /** The most that the request lets the model search the web. */
  maxWebSearches?: number;
};

/**
 * What is held before a call: every input token at the most expensive class that the call may use and every output token that it
 * may give. A call within its tokens never costs more.
 */
export function upperBoundNano(call: BoundedCall): bigint {
  const { inputScaled, outputTokenScaled, scale } = boundParts(call);
  return divideRoundingUp(inputScaled + BigInt(outputTokens(call)) * outputTokenScaled, scale);
}

/** The most output tokens whose upper bound is within `availableNano`; null when not even the prompt is. */
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
