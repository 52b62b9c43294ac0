import { booleanOf, dateOf, invalidQuery, limitOf, modelIdOf, uuidOf } from "@/lib/api/query-fields";
import { dollarsFromNano } from "@/lib/basics/money";
import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Caller } from "@/lib/keys/authenticate-key";
import type { PricedUsage } from "@/lib/pricing/price-nano";
import { receipt } from "@/lib/pricing/receipt";
import type { RelayServices } from "@/lib/relay/services/services";
import { type FinishedCall, OUTCOMES } from "@/lib/usage/call";
import type { CallFilters } from "@/lib/usage/call-filters";
import { listCalls, MAX_PAGE_SIZE } from "@/lib/usage/list-calls";
import { readCall } from "@/lib/usage/read-call";
import { type CallModelShare, readModelShares } from "@/lib/usage/read-model-shares";
import { readSkippedAccounts } from "@/lib/usage/read-skipped-accounts";

/** `GET /calls`: newest first, by keyset pages. Throws `invalid_request`. */
export async function listOwnCalls(caller: Caller, query: string): Promise<object> {
  const params = new URLSearchParams(query);
  const page = await listCalls(caller.workspaceId, filtersOf(params), params.get("cursor"), limitOf(params, 20, MAX_PAGE_SIZE));
  return { object: "list", data: page.calls.map(described), has_more: page.nextCursor !== null, next_cursor: page.nextCursor };
}

/** `GET /calls/{id}`: with or without the `req_` of the `request-id` header. Throws `not_found`. */
export async function readOwnCall({ prices }: RelayServices, caller: Caller, id: string): Promise<object> {
  const call = await readCall(caller.workspaceId, id.replace(/^req_/, ""));
  const [skippedAccounts, modelShares] = await Promise.all([
    readSkippedAccounts(caller.workspaceId, call.id),
    readModelShares(caller.workspaceId, call.id),
  ]);
  const [samplings, others] = [true, false].map((isOwn) => modelShares.filter((share) => (share.modelId === call.modelId) === isOwn));
  const shareJson = (share: CallModelShare) => ({
    model: share.modelId,
    price_version: share.priceVersion,
    ...receiptOf(prices, share, {
      tokens: share.tokens,
      modifiers: share.modifiers ?? call.usage.modifiers,
      isStep: share.isStep,
      webSearches: 0,
    }),
  });
  const usage = samplings?.length ? { ...call.usage, tokens: NO_TOKENS } : call.usage;
  const receipt = call.priceNano === 0n ? null : receiptOf(prices, call, usage);
  return {
    ...described(call),
    upstream_moves: skippedAccounts,
    receipt: receipt && {
      ...receipt,
      ...(samplings?.length && { samplings: samplings.map(shareJson) }),
      ...(others?.length && { other_models: others.map(shareJson) }),
    },
  };
}

function filtersOf(params: URLSearchParams): CallFilters {
  const outcome = OUTCOMES.find((each) => each === params.get("outcome"));
  if (params.has("outcome") && !outcome) throw invalidQuery("outcome", `is one of ${OUTCOMES.join(", ")}.`);
  return {
    outcome,
    modelId: modelIdOf(params),
    keyId: uuidOf(params, "key_id"),
    isStream: booleanOf(params, "stream"),
    from: dateOf(params, "from"),
    to: dateOf(params, "to"),
  };
}

function described(call: FinishedCall) {
  const { tokens, ...usage } = call.usage;
  return {
    object: "call",
    id: call.id,
    request_id: `req_${call.id}`,
    created_at: call.createdAt.toISOString(),
    settled_at: call.settledAt.toISOString(),
    model: call.modelId,
    endpoint: call.endpoint,
    stream: call.isStream,
    key_id: call.keyId,
    outcome: call.outcome,
    reason: call.reason,
    http_status: call.httpStatus,
    stop_reason: call.stopReason,
    upstream: call.upstream,
    upstream_request_id: call.upstreamRequestId,
    usage: {
      input_tokens: tokens.input,
      cache_creation_input_tokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
      cache_creation: { ephemeral_5m_input_tokens: tokens.cacheWrite5m, ephemeral_1h_input_tokens: tokens.cacheWrite1h },
      cache_read_input_tokens: tokens.cacheRead,
      output_tokens: tokens.output,
      thinking_tokens: usage.thinkingTokens,
      web_searches: usage.webSearches,
      modifiers: usage.modifiers,
      is_estimated: usage.isEstimated,
    },
    price_version: call.priceVersion,
    charge: dollarsFromNano(call.chargeNano),
    absorbed: dollarsFromNano(call.absorbedNano),
    held: dollarsFromNano(call.holdNano),
    first_byte_ms: call.firstByteMs,
    total_ms: call.totalMs,
  };
}

/** The arithmetic of one model's price in integers, so that anybody can recompute it. */
function receiptOf(
  prices: RelayServices["prices"],
  priced: Pick<FinishedCall, "modelId" | "priceVersion">,
  usage: PricedUsage,
): object | null {
  const price = prices.priceVersion(priced.modelId, "sale", priced.priceVersion);
  if (!price) return null;
  const { lines, factors, isStep, exactAmount, priceNano } = receipt(usage, price);
  return {
    lines: lines.map((line) =>
      line.kind === "tokens"
        ? {
            token_class: line.tokenClass,
            tokens: line.tokens,
            price_pico_per_token: line.pricePico.toString(),
            multiplier_ppm: line.multiplierPpm.toString(),
            amount: line.amount,
          }
        : { token_class: null, web_searches: line.webSearches, price_nano_per_search: line.searchNano.toString(), amount: line.amount },
    ),
    factors: factors.map(({ modifier, factorPpm }) => ({ modifier, factor_ppm: factorPpm.toString() })),
    is_step: isStep,
    exact_amount: exactAmount,
    amount: dollarsFromNano(priceNano),
  };
}
