import { decimalText, factorText } from "@/lib/basics/decimal";
import { dollarsFromNano, NANO_PER_DOLLAR } from "@/lib/basics/money";
import type { Price } from "@/lib/pricing/price";
import type { Receipt, ReceiptLine } from "@/lib/pricing/receipt";
import type { CallReceipt, ReceiptModelShare } from "@/lib/receipts/read-receipt";

const PICO_DIGITS = 12;
const NANO_DIGITS = NANO_PER_DOLLAR.toString().length - 1;

/** A receipt for programs: money and factors are exact decimal text, and unreported values are null. */
export function receiptJson({
  call,
  price,
  arithmetic,
  modelShares,
  skippedAccounts,
  isPricedByTokens,
  isBrokenDown,
  saving,
}: CallReceipt) {
  const { tokens, thinkingTokens, webSearches, modifiers, isEstimated } = call.usage;
  return {
    object: "call",
    id: call.id,
    created_at: call.createdAt.toISOString(),
    settled_at: call.settledAt.toISOString(),
    key_id: call.keyId,
    model: call.modelId,
    endpoint: call.endpoint,
    stream: call.isStream,
    outcome: call.outcome,
    reason: call.reason,
    http_status: call.httpStatus,
    stop_reason: call.stopReason,
    upstream: call.upstream,
    upstream_request_id: call.upstreamRequestId,
    upstream_moves: skippedAccounts,
    first_byte_ms: call.firstByteMs,
    total_ms: call.totalMs,
    usage:
      call.isUsageReported || modelShares.length > 0
        ? {
            input_tokens: tokens.input,
            cache_write_5m_tokens: tokens.cacheWrite5m,
            cache_write_1h_tokens: tokens.cacheWrite1h,
            cache_read_tokens: tokens.cacheRead,
            output_tokens: tokens.output,
            thinking_tokens: thinkingTokens,
            web_searches: webSearches,
            modifiers,
            estimated: isEstimated,
          }
        : null,
    price: { version: call.priceVersion, ...(price && { effective_from: price.effectiveFrom.toISOString(), ...rates(price) }) },
    lines: arithmetic && isPricedByTokens ? arithmetic.lines.map((line) => lineJson(line, arithmetic)) : null,
    exact: arithmetic && isPricedByTokens ? arithmetic.exactAmount : null,
    ...(isBrokenDown && { samplings: modelShares.filter((share) => share.modelId === call.modelId).map(modelShareJson) }),
    ...(modelShares.some((share) => share.modelId !== call.modelId) && {
      other_models: modelShares.filter((share) => share.modelId !== call.modelId).map(modelShareJson),
    }),
    priced: dollarsFromNano(call.priceNano),
    charge: dollarsFromNano(call.chargeNano),
    absorbed: dollarsFromNano(call.absorbedNano),
    hold: dollarsFromNano(call.holdNano),
    saved_by_caching: dollarsFromNano(saving.readsSavedNano - saving.writesExtraNano),
  };
}

/** Dollars for one token, exact: 3,000,000 pico-dollars are "0.000003". */
function dollarsFromPico(pico: bigint): string {
  return decimalText(pico, PICO_DIGITS);
}

/** The call's `priced` is its own `exact`, rounded up, plus the price of each of these. */
function modelShareJson({ modelId, priceVersion, priceNano, price, arithmetic }: ReceiptModelShare) {
  return {
    model: modelId,
    price: { version: priceVersion, effective_from: price.effectiveFrom.toISOString(), ...rates(price) },
    lines: arithmetic.lines.map((line) => lineJson(line, arithmetic)),
    exact: arithmetic.exactAmount,
    priced: dollarsFromNano(priceNano),
  };
}

function rates(price: Price) {
  return {
    input: dollarsFromPico(price.inputPico),
    output: dollarsFromPico(price.outputPico),
    multipliers: {
      input: factorText(price.multipliersPpm.input),
      cache_write_5m: factorText(price.multipliersPpm.cacheWrite5m),
      cache_write_1h: factorText(price.multipliersPpm.cacheWrite1h),
      cache_read: factorText(price.multipliersPpm.cacheRead),
    },
    step: price.step && {
      above_tokens: price.step.aboveTokens,
      input: dollarsFromPico(price.step.inputPico),
      output: dollarsFromPico(price.step.outputPico),
    },
  };
}

function lineJson(line: ReceiptLine, { factors }: Receipt) {
  if (line.kind === "web_searches") {
    return { web_searches: line.webSearches, price: decimalText(line.searchNano, NANO_DIGITS), amount: line.amount };
  }
  return {
    token_class: line.tokenClass,
    tokens: line.tokens,
    price: dollarsFromPico(line.pricePico),
    multiplier: factorText(line.multiplierPpm),
    factors: Object.fromEntries(factors.map(({ modifier, factorPpm }) => [modifier, factorText(factorPpm)])),
    amount: line.amount,
  };
}
