import type { Modifier } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import { INPUT_CLASSES, type InputClass } from "@/lib/pricing/price";
import { type BoundedCall, upperBoundNano } from "@/lib/pricing/upper-bound";
import type { Call, OtherModel } from "@/lib/relay/call/call";
import { longestPromptTokens, mostReadTokens } from "@/lib/relay/call/prompt-tokens";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

/**
 * The next model reads what one model has written. If their tokenizers differ, the same text has at most three times the tokens: the worst
 * text measured is a repeated letter, with 2.99 tokens since 4.7 for each before (counts by Anthropic's API, published in April 2026).
 */
const TOKENS_PER_WRITTEN_TOKEN = 3;

export type Boundable = { parsed: Pick<Call["parsed"], "model" | "request"> } & Pick<Call, "price"> &
  Partial<Pick<Call, "possibleModifiers" | "otherModels">> & {
    /** Part of a batch: the upstream bills the batch's factor in every case. */
    isBatch?: boolean;
  };

/** The most that a call may cost with its own model and every other model that its request names. */
export function callBoundNano(call: Boundable): bigint {
  const bounded = boundedCall(call);
  const own = upperBoundNano(bounded);
  return !call.otherModels || call.otherModels.length === 0 ? own : own + othersBoundNano(call, bounded, call.otherModels);
}

/**
 * The cost of other models. It is their sum, not the most expensive one. A model that declines in mid-answer is paid for its output, and so
 * is the fallback after it. An adviser is paid for each answer, and the calling model reads everything again after each.
 * Each of them may read the whole prompt with all text written for the call by then.
 */
function othersBoundNano({ parsed: { request, model: own } }: Boundable, bounded: BoundedCall, others: readonly OtherModel[]): bigint {
  const longest = (other: OtherModel) => longestAnswer(other, bounded.maxOutputTokens);
  const writtenTokens = others.reduce((sum, other) => sum + longest(other) * other.uses, bounded.maxOutputTokens);
  const factor = others.every(({ model }) => sharesTokenizer(model, own)) ? 1 : TOKENS_PER_WRITTEN_TOKEN;
  const advices = others.reduce((sum, { isFallback, uses }) => (isFallback ? sum : sum + uses), 0);
  const reading = (model: Model, readTokens: number): BoundedCall => {
    const inputTokens = Math.min(model.contextTokens, longestPromptTokens(request, model) + readTokens * factor);
    return { ...bounded, model, inputTokens, maxOutputTokens: 0, maxWebSearches: 0 };
  };
  const answering = (model: Model, readTokens: number, answer: number): BoundedCall => {
    const inputTokens = mostReadTokens(request, model, answer, readTokens * factor);
    return { ...bounded, model, inputTokens, maxOutputTokens: answer, maxWebSearches: 0 };
  };
  let sum = BigInt(advices) * upperBoundNano(reading(own, writtenTokens));
  for (const other of others) {
    const { price, model, isFallback, isCached, uses } = other;
    const inputClasses = isCached ? INPUT_CLASSES : bounded.inputClasses;
    const answer = longest(other);
    // A fallback continues the call and its tools; an adviser is sampled once for each question.
    const once = (isFallback ? answering : reading)(model, Math.max(0, writtenTokens - answer), answer);
    sum += BigInt(uses) * upperBoundNano({ ...once, price, inputClasses, maxOutputTokens: answer });
    if (isFallback) sum += BigInt(advices) * upperBoundNano({ ...reading(model, writtenTokens), price });
  }
  return sum;
}

function sharesTokenizer(one: Model, other: Model): boolean {
  return one.capabilities.tokenizer === other.capabilities.tokenizer;
}

function longestOwn({ maxTokens }: MessagesCall, { maxOutputTokens }: Model): number {
  return Math.min(maxTokens, maxOutputTokens);
}

function longestAnswer({ model, maxTokens, isFallback }: OtherModel, calledMaxTokens: number): number {
  return Math.min(model.maxOutputTokens, maxTokens ?? (isFallback ? calledMaxTokens : model.maxOutputTokens));
}

/** The inputs of the upper bound of a call. */
export function boundedCall({ parsed, price, possibleModifiers = [], isBatch = false }: Boundable): BoundedCall {
  const { request, model } = parsed;
  return {
    price,
    model,
    inputTokens: mostReadTokens(request, model, longestOwn(request, model)),
    maxOutputTokens: request.maxTokens,
    inputClasses: inputClasses(request),
    modifiers: possibleModifiers.length > 0 ? [...modifiers(request), ...possibleModifiers] : modifiers(request),
    maxWebSearches: request.serverTools.searches,
    ...(isBatch && BATCH),
  };
}

const BATCH: Pick<BoundedCall, "certain"> = { certain: ["batch"] };

function inputClasses({ markers, hasServerTools }: MessagesCall): InputClass[] {
  const classes: InputClass[] = ["input", "cacheRead"];
  // The loop of a server tool writes to the five-minute cache as soon as the request has any marker.
  if (markers.has5m || (markers.count > 0 && hasServerTools)) classes.push("cacheWrite5m");
  if (markers.has1h) classes.push("cacheWrite1h");
  return classes;
}

function modifiers({ speed, inferenceGeo, namedModels }: MessagesCall): Modifier[] {
  const found: Modifier[] = [];
  // A report has one speed for the whole call.
  if (speed === "fast" || (namedModels.length > 0 && namedModels.some(({ isFast }) => isFast))) found.push("fast");
  if (inferenceGeo === "us") found.push("us_inference");
  return found;
}
