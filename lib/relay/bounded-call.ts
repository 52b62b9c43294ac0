import { INPUT_CLASSES, type InputClass } from "@/lib/pricing/price";
import { type BoundedCall, upperBoundNano } from "@/lib/pricing/upper-bound";
import type { Call, OtherModel } from "@/lib/relay/call";
import type { Modifier } from "@/lib/tokens";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

// A request names no total, and one search is a cent: more than the models are seen to make in one answer.
const HELD_WEB_SEARCHES = 10;
/**
 * What one model has written, the next one reads. So many bytes of prompt are taken for at least 1.2 tokens, with the tokenizers since 4.7
 * for 1.5: the same text is up to a third more tokens to those than to the older ones (Anthropic's documentation, August 2026).
 */
const BYTES_PER_WRITTEN_TOKEN = 3;

export type Boundable = Pick<Call, "asked" | "price"> & Partial<Pick<Call, "possibleModifiers" | "otherModels">>;

/** The most that a call may cost: with its own model, and with every other that its request names. */
export function callBoundNano(call: Boundable): bigint {
  const bounded = boundedCall(call);
  const own = upperBoundNano(bounded);
  return !call.otherModels || call.otherModels.length === 0 ? own : own + othersBoundNano(bounded, call.otherModels);
}

/**
 * What other models add. It is a sum and not the dearest: a model that declines in the middle of its answer is paid for what it wrote,
 * and the fallback after it as well; an adviser is paid for each of its answers, and whoever asked it reads everything anew after each.
 * Every time the whole prompt may be read, with all that was written for the call until then.
 */
function othersBoundNano(bounded: BoundedCall, others: readonly OtherModel[]): bigint {
  const longest = (other: OtherModel) => longestAnswer(other, bounded.maxOutputTokens);
  const writtenTokens = others.reduce((sum, other) => sum + longest(other) * other.uses, bounded.maxOutputTokens);
  const advices = others.reduce((sum, { isFallback, uses }) => (isFallback ? sum : sum + uses), 0);
  const reading = (readTokens: number): BoundedCall => {
    return { ...bounded, promptBytes: bounded.promptBytes + readTokens * BYTES_PER_WRITTEN_TOKEN, maxOutputTokens: 0, maxWebSearches: 0 };
  };
  let sum = BigInt(advices) * upperBoundNano(reading(writtenTokens));
  for (const other of others) {
    const { price, model, isFallback, isCached, uses } = other;
    const inputClasses = isCached ? INPUT_CLASSES : bounded.inputClasses;
    const once = { ...reading(Math.max(0, writtenTokens - longest(other))), price, model, inputClasses };
    sum += BigInt(uses) * upperBoundNano({ ...once, maxOutputTokens: longest(other) });
    if (isFallback) sum += BigInt(advices) * upperBoundNano({ ...reading(writtenTokens), price, model });
  }
  return sum;
}

function longestAnswer({ model, maxTokens, isFallback }: OtherModel, calledMaxTokens: number): number {
  return Math.min(model.maxOutputTokens, maxTokens ?? (isFallback ? calledMaxTokens : model.maxOutputTokens));
}

/** What the upper bound of a call is made from. */
export function boundedCall({ asked, price, possibleModifiers = [] }: Boundable): BoundedCall {
  const { request, model } = asked;
  return {
    price,
    model,
    promptBytes: request.promptBytes,
    maxOutputTokens: request.maxTokens,
    hasTools: request.hasTools,
    inputClasses: inputClasses(request),
    modifiers: possibleModifiers.length > 0 ? [...modifiers(request), ...possibleModifiers] : modifiers(request),
    maxWebSearches: request.hasServerTools ? HELD_WEB_SEARCHES : 0,
  };
}

function inputClasses({ markers, hasServerTools }: MessagesCall): InputClass[] {
  const classes: InputClass[] = ["input", "cacheRead"];
  // The loop of a server tool writes to the five-minute cache as soon as the request has any marker.
  if (markers.has5m || (markers.count > 0 && hasServerTools)) classes.push("cacheWrite5m");
  if (markers.has1h) classes.push("cacheWrite1h");
  return classes;
}

function modifiers({ speed, inferenceGeo, namedModels }: MessagesCall): Modifier[] {
  const asked: Modifier[] = [];
  // A report has one speed for all that was done in the call.
  if (speed === "fast" || (namedModels.length > 0 && namedModels.some(({ isFast }) => isFast))) asked.push("fast");
  if (inferenceGeo === "us") asked.push("us_inference");
  return asked;
}
