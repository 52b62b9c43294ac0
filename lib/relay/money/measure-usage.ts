import { addTokens, type Modifier, NO_TOKENS, type TokenClasses, type Usage } from "@/lib/basics/tokens";
import { log } from "@/lib/platform/log";
import type { Price } from "@/lib/pricing/price";
import { isAboveStep, priceNano, searchesNano } from "@/lib/pricing/price-nano";
import type { Call, PricedCall } from "@/lib/relay/call/call";
import { usualPromptTokens } from "@/lib/relay/call/prompt-tokens";
import { accountModifiers } from "@/lib/relay/call/route";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { MeteredUsage, RequestFacts } from "@/lib/wire/anthropic/metered-usage";

/** Samplings of one call with the same price: the same model, the same modifiers, and the same side of the price step. */
export type UsedModelShare = {
  modelId: string;
  tokens: TokenClasses;
  modifiers: Modifier[];
  price: Price;
  upstreamPrice: Price | null;
  /** The sale price and the upstream's price may have different steps. */
  isStep: boolean;
  isUpstreamStep: boolean;
};

/**
 * The usage that a call is priced by. `modelShares` are the samplings of other models, which `tokens` does not contain. They include
 * those of the called model only if these are on both sides of its price step or pass it together: then the shares are priced, and
 * `tokens` is not.
 */
export type CallUsage = Usage & { modelShares?: UsedModelShare[] };

/** The facts of the request that the meters need where the upstream reports nothing. */
export function requestFacts({ parsed: { request, model } }: { parsed: Pick<Call["parsed"], "model" | "request"> }): RequestFacts {
  const { modelId, markers, maxTokens, hasServerTools, namedModels } = request;
  const { contextTokens, capabilities } = model;
  const otherNames = namedModels.length === 0 ? NO_NAMES : namedModels.map((named) => named.modelId);
  const promptTokens = usualPromptTokens(request, model);
  return { modelId, markers, maxTokens, promptTokens, hasServerTools, otherNames, contextTokens, tokenizer: capabilities.tokenizer };
}

const NO_NAMES: readonly string[] = [];

/** Flags that may cost money until the operator has checked them: we do not know what the upstream bills. */
const ALARMING: ReadonlySet<string> = new Set(["modifier_unknown", "credit_redeemed"]);

/** The usage that a finished call is priced by. Logs its irregularities for the operator. */
export function pricedUsage(call: PricedCall, account: PoolMember | null, metered: MeteredUsage): CallUsage {
  const { flags, otherModels } = metered;
  const usage = usageOf(call, account, metered);
  const facts = { requestId: call.requestId, flags };
  if (flags.some((flag) => ALARMING.has(flag)))
    log.error({ event: "metering.unpriced_usage", ...facts }, "an upstream bills a call by something that has no price here");
  else if (flags.length > 0) log.warn({ event: "metering.usage_incomplete", ...facts }, "an upstream's usage report was incomplete");
  const unpriced = usage.modifiers.filter((modifier) => call.price.modifierPpm[modifier] === undefined);
  if (unpriced.length > 0)
    log.error(
      { event: "metering.unpriced_modifier", ...facts, unpriced },
      "an upstream bills a call by a modifier that its price does not know",
    );
  if (hasOtherName(call, metered.answeredBy)) {
    log.error(
      { event: "metering.other_model", ...facts, model: metered.answeredBy },
      "an upstream served a call by another model than the one that was asked",
    );
  }
  if (otherModels.length > 0) {
    log.info(
      { event: "metering.models_shared", requestId: call.requestId, models: otherModels.map((each) => each.model) },
      "other models served parts of a call",
    );
  }
  return usage;
}

/** The same at any moment of a call. */
export function usageOf(call: PricedCall, account: PoolMember | null, metered: MeteredUsage): CallUsage {
  const usage = withAccount(call, account, metered.usage);
  const { ownSamplings, otherModels } = metered;
  // Nearly every call is one sampling of one model.
  return ownSamplings === null && otherModels.length === 0 ? usage : withModelShares(call, account, usage, metered);
}

/** The usage if the called model writes `output` tokens in all. If its samplings are priced one by one, the costliest one grows. */
export function withOutput(usage: CallUsage, output: number, { modelId }: Price): CallUsage {
  const more = output - usage.tokens.output;
  if (more <= 0) return usage;
  const longer = { ...usage, tokens: { ...usage.tokens, output } };
  const own = usage.modelShares?.filter((share) => share.modelId === modelId) ?? [];
  const grown = own.find(({ isStep }) => isStep) ?? own.at(-1);
  if (!usage.modelShares || !grown) return longer;
  const tokens = { ...grown.tokens, output: grown.tokens.output + more };
  return { ...longer, modelShares: usage.modelShares.map((share) => (share === grown ? { ...share, tokens } : share)) };
}

/** The cost of a usage at sale prices, including other models. */
export function wholePriceNano(usage: CallUsage, price: Price): bigint {
  return wholeNano(usage, price, saleShareNano);
}

/** The same at the upstream's prices, as far as they are known. */
export function wholeUpstreamNano(usage: CallUsage, price: Price): bigint {
  return wholeNano(usage, price, upstreamShareNano);
}

/** Where the called model's samplings are among the shares, only its searches are left to price. */
function wholeNano(usage: CallUsage, price: Price, nanoOf: (share: UsedModelShare) => bigint): bigint {
  if (!usage.modelShares) return priceNano(usage, price);
  const isBrokenDown = usage.modelShares.some((share) => share.modelId === price.modelId);
  const own = isBrokenDown ? searchesNano(usage, price) : priceNano(usage, price);
  return usage.modelShares.reduce((sum, share) => sum + nanoOf(share), own);
}

function saleShareNano(share: UsedModelShare): bigint {
  return modelShareNano(share, share.price, share.isStep);
}

function upstreamShareNano(share: UsedModelShare): bigint {
  return share.upstreamPrice ? modelShareNano(share, share.upstreamPrice, share.isUpstreamStep) : 0n;
}

/** A share is rounded up on its own, as if it were a call. */
export function modelShareNano({ tokens, modifiers }: Pick<UsedModelShare, "tokens" | "modifiers">, price: Price, isStep: boolean): bigint {
  return priceNano({ tokens, modifiers, isStep, webSearches: 0 }, price);
}

/** Adds a modifier that the account is billed by and its answer does not mention: a regional endpoint. */
function withAccount({ parsed }: PricedCall, account: PoolMember | null, usage: Usage): Usage {
  const modifiers = accountModifiers(account, parsed.model.id);
  return modifiers.length === 0 ? usage : { ...usage, modifiers: [...usage.modifiers, ...modifiers] };
}

/** Prices each sampling by its model, modifiers and length. Tokens of an unknown model count as the called model's and are flagged. */
function withModelShares(
  call: PricedCall,
  account: PoolMember | null,
  usage: Usage,
  { ownSamplings, otherModels, usage: reported }: MeteredUsage,
): CallUsage {
  const modelShares = new Map<string, UsedModelShare>();
  const own = ownSamplings ? [...ownSamplings] : [usage.tokens];
  let { isEstimated } = usage;
  for (const each of otherModels) {
    const found = otherModelOf(call, each.model);
    if (found === null || found === "own") {
      own.push(each.tokens);
      isEstimated ||= found === null;
      continue;
    }
    // An adviser does not have the call's speed, but it has the call's place of inference.
    const modifiers = each.isAdviser ? reported.modifiers.filter((modifier) => modifier !== "fast") : reported.modifiers;
    addModelShare(modelShares, { ...found, tokens: each.tokens, modifiers: [...modifiers, ...accountModifiers(account, found.modelId)] });
  }
  const tokens = own.reduce(addTokens, NO_TOKENS);
  if (own.length > 1 && (isAboveStep(tokens, call.price) || (call.upstreamPrice && isAboveStep(tokens, call.upstreamPrice)))) {
    const { price, upstreamPrice } = call;
    for (const each of own)
      addModelShare(modelShares, { modelId: price.modelId, price, upstreamPrice, tokens: each, modifiers: usage.modifiers });
  }
  return { ...usage, tokens, isEstimated, ...(modelShares.size > 0 && { modelShares: [...modelShares.values()] }) };
}

function addModelShare(modelShares: Map<string, UsedModelShare>, sampling: Omit<UsedModelShare, "isStep" | "isUpstreamStep">): void {
  const { modelId, tokens, modifiers, price, upstreamPrice } = sampling;
  const isStep = isAboveStep(tokens, price);
  const isUpstreamStep = upstreamPrice !== null && isAboveStep(tokens, upstreamPrice);
  const key = [modelId, ...modifiers, isStep, isUpstreamStep].join(" ");
  const known = modelShares.get(key);
  if (known) known.tokens = addTokens(known.tokens, tokens);
  else modelShares.set(key, { ...sampling, isStep, isUpstreamStep });
}

function hasOtherName({ prices, parsed }: PricedCall, answeredBy: string | null): boolean {
  if (answeredBy === null || answeredBy === parsed.model.id) return false;
  try {
    return prices.model(answeredBy)?.id !== parsed.model.id;
  } catch {
    // Prices cannot be read now, and the call must still be settled.
    return false;
  }
}

/** "own" for the called model under another of its names, null for a model without a price. */
function otherModelOf(
  { prices, parsed, receivedAt }: PricedCall,
  name: string,
): Pick<UsedModelShare, "modelId" | "price" | "upstreamPrice"> | "own" | null {
  try {
    const model = prices.model(name);
    if (model?.id === parsed.model.id) return "own";
    const price = model && prices.priceInForce(model.id, "sale", receivedAt);
    return price && { modelId: model.id, price, upstreamPrice: prices.priceInForce(model.id, "upstream", receivedAt) };
  } catch {
    // Prices cannot be read now, and the call must still be settled: the model counts as unknown.
    return null;
  }
}
