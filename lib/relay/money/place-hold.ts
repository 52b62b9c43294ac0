import { NO_TOKENS } from "@/lib/basics/tokens";
import type { Ledger } from "@/lib/ledger/ledger";
import type { HoldAnswer, RepeatAnswer } from "@/lib/ledger/settlement";
import type { Admission } from "@/lib/rates/admission";
import { finishAdmission, ratesOf } from "@/lib/relay/admission/admit-call";
import { type Call, withRequest } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { RequestHeaders } from "@/lib/relay/call/request";
import { callBoundNano } from "@/lib/relay/money/bounded-call";
import { type MeasuredPrompt, measurePrompt } from "@/lib/relay/money/measure-prompt";
import { takesShorter, whatFits } from "@/lib/relay/money/what-fits";
import { CallerError, callerErrorOf } from "@/lib/relay/refusals/caller-error";
import { notCovered, type RefusedHoldAnswer } from "@/lib/relay/refusals/not-covered";
import { repeatRefusal } from "@/lib/relay/repeats/repeat-refusal";
import type { RelayServices } from "@/lib/relay/services/services";
import { withMaxTokens } from "@/lib/wire/anthropic/request";

// Another call may take the remaining balance between the check and the hold. One retry is worth it; two could race without end.
const LOWERED_AT_MOST = 2;

type HoldPlacer = Pick<Ledger, "placeHold" | "placeKeyedHold">;

/**
 * Holds the most that an admitted call may cost, or the longest answer that fits if the caller allows it. Rejects with CallerError before
 * the call is sent, and ends the admission: `insufficient_balance`, or `rate_limited` for caps, with the length that would fit.
 */
export async function placeHold(services: RelayServices, call: Call, admission: Admission, headers: RequestHeaders): Promise<Hold> {
  let measured: MeasuredPrompt | null = null;
  try {
    measured = await measurePrompt(services, call, headers);
    const { filesAccountId, freeDocuments } = measured;
    const held = await holdFor(services.ledger, measured.call, headers);
    return { call: held.call, amountNano: held.amountNano, admission, filesAccountId, freeDocuments };
  } catch (error) {
    measured?.freeDocuments?.();
    finishAdmission(admission, NO_TOKENS);
    throw new CallerError(callerErrorOf(error, call.requestId), ratesOf(call, admission));
  }
}

async function holdFor(ledger: HoldPlacer, admitted: Call, headers: RequestHeaders): Promise<Pick<Hold, "call" | "amountNano">> {
  let call = admitted;
  for (let lowered = 0; ; lowered++) {
    const amountNano = callBoundNano(call);
    const answer = await requestHold(ledger, call, amountNano);
    if (answer.kind === "held") return { call, amountNano };
    if (answer.kind === "repeat") throw await repeatRefusal(call, answer.callId, answer.isSameRequest);
    const fits = mayFit(answer) ? await whatFits(call, answer.availableNano) : null;
    if (fits === null || !takesShorter(headers) || lowered === LOWERED_AT_MOST) throw await notCovered(call, amountNano, answer, fits);
    call = shorter(call, fits);
  }
}

/** A refusal writes nothing, so the same id may be sent again with another amount. */
function requestHold(ledger: HoldPlacer, call: Call, amountNano: bigint): Promise<HoldAnswer | RepeatAnswer> {
  const hold = {
    id: call.id,
    workspaceId: call.caller.workspaceId,
    keyId: call.caller.keyId,
    modelId: call.parsed.model.id,
    priceVersion: call.price.version,
    amountNano,
    hasBudget: call.caller.limits?.hasBudget ?? false,
  };
  const { idempotency } = call;
  return idempotency === null ? ledger.placeHold(hold) : ledger.placeKeyedHold({ ...hold, idempotency });
}

function shorter(call: Call, fits: number): Call {
  const { request, replyHeaders } = call.parsed;
  const maxTokens = Math.min(fits, request.maxTokens);
  return withRequest(call, withMaxTokens(request, maxTokens), { ...replyHeaders, "x-relais-max-tokens": `${maxTokens}` });
}

function mayFit({ reason }: RefusedHoldAnswer): boolean {
  return reason === "insufficient_balance" || reason === "absorbed_loss" || reason === "monthly_cap" || reason === "key_budget";
}
