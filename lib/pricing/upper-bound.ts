import { divideRoundingUp, PPM } from "@/lib/money";
import type { Model } from "@/lib/pricing/model";
import { INPUT_CLASSES, type InputClass, type Rates } from "@/lib/pricing/price";
import { basePrices, factorsOf, scaleOf } from "@/lib/pricing/price-nano";
import { MODIFIERS, type Modifier, NO_TOKENS } from "@/lib/tokens";

/** A prompt of so many bytes is taken for more tokens than its text has: two bytes a token since 4.7, five for two before. */
const TOKENS_PER_THOUSAND_BYTES = { since_4_7: 500, before_4_7: 400 } as const;
/** What the API adds around messages, and the hidden prompt that comes with tools (up to 588 tokens, November 2026). */
const FRAME_TOKENS = 64;
const TOOLS_TOKENS = 600;

export type BoundedCall = {
  price: Rates;
  model: Pick<Model, "contextTokens" | "maxOutputTokens" | "capabilities">;
  promptBytes: number;
  maxOutputTokens: number;
  hasTools?: boolean;
  /** Input classes that the call may use; all when left out. A call without cache markers and server tools writes nothing. */
  inputClasses?: readonly InputClass[];
  /** Modifiers that the request or the upstream may bring; all when left out. Those that make a call cheaper are ignored. */
  modifiers?: readonly Modifier[];
  /** The most that the request lets the model search the web. */
  maxWebSearches?: number;
};

/**
 * What is held before a call: every input token at the dearest class that the call may use and every output token that it
 * may give. It is meant to be too high, not to be impossible to exceed: what a URL in the prompt brings cannot be counted.
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

/** Prompt tokens, surely not too few for text: what a prompt of so many bytes is taken for. */
export function estimatedPromptTokens({ promptBytes, hasTools, model }: Pick<BoundedCall, "promptBytes" | "hasTools" | "model">): number {
  const textTokens = Math.ceil((promptBytes * TOKENS_PER_THOUSAND_BYTES[model.capabilities.tokenizer]) / 1_000);
  return Math.min(model.contextTokens, textTokens + FRAME_TOKENS + (hasTools ? TOOLS_TOKENS : 0));
}

function boundParts(call: Omit<BoundedCall, "maxOutputTokens">) {
  const { price, inputClasses = INPUT_CLASSES, modifiers = MODIFIERS, maxWebSearches = 0 } = call;
  const input = estimatedPromptTokens(call);
  const base = basePrices({ ...NO_TOKENS, input }, price);
  const surcharges = factorsOf(modifiers, price).filter(({ factorPpm }) => factorPpm > PPM);
  const factorPpm = surcharges.reduce((product, each) => product * each.factorPpm, 1n);
  const scale = scaleOf(surcharges.length);
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
