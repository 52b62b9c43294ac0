import { AppError } from "@/lib/basics/errors";
import { dollarsFromNano } from "@/lib/basics/money";
import type { Call } from "@/lib/relay/call/call";
import { readCall } from "@/lib/usage/read-call";

/** After this time the call with the same key may have ended; official clients then try again. */
const TRY_AGAIN_SECONDS = 5;

/** Why a repeat is refused: the outcome of the earlier call with the same Idempotency-Key. */
export async function repeatRefusal(call: Call, earlierId: string, isSameRequest: boolean): Promise<AppError> {
  const earlier = await readCall(call.caller.workspaceId, earlierId).catch((error) => {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  });
  const requestId = `req_${earlierId}`;
  const receipt = `/api/v1/calls/${earlierId}`;
  const state = earlier?.outcome ?? "running";
  const charge = earlier && dollarsFromNano(earlier.chargeNano);
  const facts = { call: requestId, state, http_status: earlier?.httpStatus ?? null, charge, receipt };
  const nothing = "Nothing was charged for this repeat";
  if (!isSameRequest) {
    const message = `This Idempotency-Key was used for another request, ${requestId}. Nothing was charged. Send a new key with a new request; GET ${receipt} returns the receipt of the earlier one.`;
    return new AppError("conflict", message, { isFinal: true, facts: { reason: "idempotency_key_reused", ...facts } });
  }
  if (earlier && earlier.chargeNano > 0n) {
    const message = `This call was made before under the same Idempotency-Key, as ${requestId}: it ended with status ${earlier.httpStatus} and was charged $${charge}. Its answer is not kept any more. ${nothing}; the receipt is at GET ${receipt}. To make the call again, send another key.`;
    return new AppError("conflict", message, { isFinal: true, facts: { reason: "idempotent_call_charged", ...facts } });
  }
  const message = `The call under this Idempotency-Key, ${requestId}, is still running. ${nothing}. Its receipt will be at GET ${receipt}. If the call is free, a repeat is made.`;
  return new AppError("conflict", message, {
    retryAfterSeconds: TRY_AGAIN_SECONDS,
    facts: { reason: "idempotent_call_running", ...facts },
  });
}
