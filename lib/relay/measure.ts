import { log } from "@/lib/log";
import type { Call } from "@/lib/relay/call";
import { TOKEN_CLASSES, type TokenClasses, type Usage } from "@/lib/tokens";
import type { AskedCall, MeteredUsage } from "@/lib/wire/anthropic/metered-usage";

/** What the meters need to know of the request where the upstream's report is silent. */
export function askedCall({ asked: { request, model } }: Call): AskedCall {
  const { markers, maxTokens, promptBytes } = request;
  return { markers, maxTokens, promptBytes, tokenizer: model.capabilities.tokenizer };
}

/**
 * The usage that a call is priced by. Tokens that another model used inside the call are counted as this model's, and flagged:
 * an event has one price, and no call with such tokens is free.
 */
export function pricedUsage(call: Call, metered: MeteredUsage): Usage {
  if (metered.flags.length > 0) log.warn({ requestId: call.requestId, flags: metered.flags }, "an upstream's usage report was incomplete");
  if (metered.otherModels.length === 0) return metered.usage;
  log.warn({ requestId: call.requestId, models: metered.otherModels.map((each) => each.model) }, "other models served parts of a call");
  const tokens = metered.otherModels.reduce((sum, each) => added(sum, each.tokens), metered.usage.tokens);
  return { ...metered.usage, tokens, isEstimated: true };
}

function added(a: TokenClasses, b: TokenClasses): TokenClasses {
  const sum = { ...a };
  for (const each of TOKEN_CLASSES) sum[each] += b[each];
  return sum;
}
