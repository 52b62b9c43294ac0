import type { Call } from "@/lib/relay/call/call";
import { logOperatorFault } from "@/lib/relay/routing/log-operator-fault";
import { failureOfAnswer, failureOfBreak, failureOfBytes, GivenUp } from "@/lib/relay/routing/upstream-failure";
import type { Failure } from "@/lib/upstreams/pool/cooldown";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { errorAnswerOfData } from "@/lib/wire/anthropic/first-event";
import type { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

/** Why a stream's bytes ended: `cause` is null if they ended without an error. */
export type StreamEnding = { cause: Error | null; hasClientLeft: boolean };

type JudgedCall = Pick<Call, "requestId"> & { parsed: { model: Pick<Call["parsed"]["model"], "id"> } };
type Metered = Pick<UsageMeter, "state" | "errorData">;

/** Reports the result of a stream to the account's health. A stream is never retried: sent bytes cannot be taken back. */
export function judgeStream(call: JudgedCall, account: PoolMember, meter: Metered, { cause, hasClientLeft }: StreamEnding): void {
  const nowMs = Date.now();
  const { id } = call.parsed.model;
  if (meter.state === "complete") account.succeed(id, nowMs);
  else if (meter.state === "errored") judgeError(call, account, meter, nowMs);
  else if (!(cause instanceof GivenUp)) {
    const failure = failureOfBreak(cause);
    // The upstream may have stopped because the client had left.
    if (hasClientLeft) account.note(failure, nowMs);
    else account.fail(id, failure, nowMs);
  }
}

function judgeError(call: JudgedCall, account: PoolMember, { errorData }: Metered, nowMs: number): void {
  const failure = errorData ? failureOfError(call, account, errorData) : failureOfBytes("garbled");
  if (failure) account.fail(call.parsed.model.id, failure, nowMs);
  else account.succeed(call.parsed.model.id, nowMs);
}

/** The same as for this error instead of a stream. */
function failureOfError(call: JudgedCall, account: PoolMember, errorData: Buffer): Failure | null {
  const { status, body } = errorAnswerOfData(errorData);
  const refusal = refusalOfUpstream(status, body);
  logOperatorFault(call.requestId, account, status, refusal);
  return failureOfAnswer(status, refusal);
}
