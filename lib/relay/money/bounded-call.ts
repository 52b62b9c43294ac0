import type { Modifier } from "@/lib/basics/tokens";
import type { Model } from "@/lib/pricing/model";
import { INPUT_CLASSES, type InputClass } from "@/lib/pricing/price";
import { type BoundedCall, upperBoundNano } from "@/lib/pricing/upper-bound";
import type { Call, OtherModel } from "@/lib/relay/call/call";
import { longestPromptTokens, mostReadTokens } from "@/lib/relay/call/prompt-tokens";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

/**
 * What one model has written, the next one reads, and where their tokenizers differ as so many tokens: the worst that was measured of any
 * text is a repeated letter, with 2.99 tokens since 4.7 for each before (counts by Anthropic's API, published in April 2026).
 */
const TOKENS_PER_WRITTEN_TOKEN = 3;

export type Boundable = { parsed: Pick<Call["parsed"], "model" | "request"> } & Pick<Call, "price"> &
  Partial<Pick<Call, "possibleModifiers" | "otherModels">> & {
    /** Of a batch, which the upstream bills by the batch's factor whatever becomes of it. */
    isBatch?: boolean;
  };

/** The most that a call may cost: with its own model, and with every other that its request names. */
export function callBoundNano(call: Boundable): bigint {
  const bounded = boundedCall(call);
  const own = upperBoundNano(bounded);
  return !call.otherModels || call.otherModels.length === 0 ? own : own + othersBoundNano(call, bounded, call.otherModels);
}

/**
 * What other models add. It is the sum and not the most expensive one: a model that declines in the middle of its answer is paid for what it wrote,
 * and the fallback after it as well; an adviser is paid for each of its answers, and the model that asked it reads everything again after each.
 * Every time the whole prompt may be read, with all that was written for the call until then.
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
    // A fallback goes on with the call and its tools; an adviser is asked once each time.
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

/** What the upper bound of a call is made from. */
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
  // A report has one speed for all that was done in the call.
  if (speed === "fast" || (namedModels.length > 0 && namedModels.some(({ isFast }) => isFast))) found.push("fast");
  if (inferenceGeo === "us") found.push("us_inference");
  return found;
}
