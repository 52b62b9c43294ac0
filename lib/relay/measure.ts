import { log } from "@/lib/log";
import type { Price } from "@/lib/pricing/price";
import { priceNano } from "@/lib/pricing/price-nano";
import type { Call } from "@/lib/relay/call";
import { usualPromptTokens } from "@/lib/relay/prompt-tokens";
import { accountModifiers } from "@/lib/relay/routing/route";
import { type Modifier, TOKEN_CLASSES, type TokenClasses, type Usage } from "@/lib/tokens";
import type { AskedCall, MeteredUsage, OtherModelTokens } from "@/lib/wire/anthropic/metered-usage";

/** Tokens of a call that another model of the catalogue used: they are paid at its price of the same moment. */
export type OtherModelUsage = { modelId: string; tokens: TokenClasses; price: Price; upstreamPrice: Price | null };

/** What a call is priced by. */
export type CallUsage = Usage & { otherModels?: OtherModelUsage[] };

/** What the meters need to know of the request where the upstream's report is silent. */
export function askedCall({ asked: { request, model } }: Call): AskedCall {
  const { modelId, markers, maxTokens, hasServerTools, namedModels } = request;
  const { contextTokens, capabilities } = model;
  const hasOtherModels = namedModels.length > 0;
  const promptTokens = usualPromptTokens(request, model);
  return { modelId, markers, maxTokens, promptTokens, hasServerTools, hasOtherModels, contextTokens, tokenizer: capabilities.tokenizer };
}

/** The usage that a finished call is priced by; what is odd in it is told to the operator. */
export function pricedUsage(call: Call, metered: MeteredUsage): CallUsage {
  const { flags, otherModels } = metered;
  if (flags.length > 0) log.warn({ requestId: call.requestId, flags }, "an upstream's usage report was incomplete");
  if (otherModels.length > 0) {
    log.info({ requestId: call.requestId, models: otherModels.map((each) => each.model) }, "other models served parts of a call");
  }
  return usageOf(call, metered);
}

/**
 * The same at any moment of a call. Tokens of a model that the catalogue does not know are counted as the called model's,
 * and flagged: no call with such tokens is free.
 */
export function usageOf(call: Call, metered: MeteredUsage): CallUsage {
  const usage = withAccount(call, metered.usage);
  return metered.otherModels.length === 0 ? usage : withOtherModels(call, usage, metered.otherModels);
}

/** What a usage comes to, with all that other models did. */
export function wholePriceNano(usage: CallUsage, price: Price): bigint {
  const own = priceNano(usage, price);
  return usage.otherModels ? usage.otherModels.reduce((sum, part) => sum + partNano(part, part.price, usage.modifiers), own) : own;
}

/** What another model did, rounded up on its own as if it were a call; the call's modifiers hold for all of it. */
export function partNano({ tokens }: OtherModelUsage, price: Price, modifiers: Modifier[]): bigint {
  return priceNano({ tokens, modifiers, webSearches: 0 }, price);
}

/** With what the account is billed by and its answer does not mention: a regional endpoint. */
function withAccount({ route, asked }: Call, usage: Usage): Usage {
  const modifiers = accountModifiers(route, asked.model.id);
  return modifiers.length === 0 ? usage : { ...usage, modifiers: [...usage.modifiers, ...modifiers] };
}

function withOtherModels(call: Call, usage: Usage, reported: OtherModelTokens[]): CallUsage {
  const otherModels = new Map<string, OtherModelUsage>();
  let { tokens, isEstimated } = usage;
  for (const each of reported) {
    const found = otherModelOf(call, each);
    if (found === null || found === "own") {
      tokens = added(tokens, each.tokens);
      isEstimated ||= found === null;
      continue;
    }
    const known = otherModels.get(found.modelId);
    if (known) known.tokens = added(known.tokens, each.tokens);
    else otherModels.set(found.modelId, found);
  }
  return { ...usage, tokens, isEstimated, ...(otherModels.size > 0 && { otherModels: [...otherModels.values()] }) };
}

/** "own" for the called model under another of its names, null for a model without a price. */
function otherModelOf({ prices, asked, receivedAt }: Call, { model: name, tokens }: OtherModelTokens): OtherModelUsage | "own" | null {
  try {
    const model = prices.model(name);
    if (model?.id === asked.model.id) return "own";
    const price = model && prices.priceInForce(model.id, "sale", receivedAt);
    return price && { modelId: model.id, tokens, price, upstreamPrice: prices.priceInForce(model.id, "upstream", receivedAt) };
  } catch {
    // Prices cannot be read at the moment. The call must be settled all the same: it is as if the model were not known.
    return null;
  }
}

function added(a: TokenClasses, b: TokenClasses): TokenClasses {
  const sum = { ...a };
  for (const each of TOKEN_CLASSES) sum[each] += b[each];
  return sum;
}
