import { AppError } from "@/lib/basics/errors";
import type { Call } from "@/lib/relay/call/call";
import { restrictedRefusal } from "@/lib/relay/refusals/restricted-refusal";
import { logOperatorFault } from "@/lib/relay/routing/log-operator-fault";
import { sendNamed } from "@/lib/relay/routing/send-named";
import {
  type AnswerHeaders,
  refusalIn,
  type UpstreamStream,
  unreached,
  type WaitFor,
  type WholeAnswer,
} from "@/lib/relay/routing/upstream-answer";
import { failureOfAnswer, failureOfBytes, failureOfConnection } from "@/lib/relay/routing/upstream-failure";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Failure } from "@/lib/upstreams/pool/cooldown";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import type { UpstreamRequest } from "@/lib/upstreams/upstream";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** A whole answer that is a message; `body` has its bytes. */
export type MessageAnswer = { kind: "message"; headers: AnswerHeaders; body: Buffer; message: JsonObject };

/** An account that did not answer the call. */
export type FailedAccount = {
  kind: "failed";
  error: AppError;
  /** "529", "timeout": the reason for the move to another account. */
  label: string;
  /** False if another account would give the same answer, or if the client no longer waits. */
  mayMove: boolean;
};

/** Sends the call to one account, and reports the result to the account's health. */
export async function sendToAccount(
  services: Pick<RelayServices, "profiles">,
  call: Call,
  member: PoolMember,
  { request, waitFor }: { request: UpstreamRequest; waitFor: WaitFor },
): Promise<MessageAnswer | UpstreamStream | FailedAccount> {
  const { model } = call.parsed;
  member.enter(model.id, Date.now());
  const answer = await sendNamed(services, call.caller.workspaceId, member, request, waitFor);
  if (answer.kind === "unreached") return failed(call, member, failureOfConnection(answer.cause), unreached(answer.cause));
  if (answer.kind === "stream") {
    member.begin(model.id, Date.now());
    return answer;
  }
  if (answer.status !== 200) return refused(services, call, member, answer);
  const message = messageIn(answer.body);
  if (!message) return failed(call, member, failureOfBytes("garbled"), noMessage());
  member.succeed(model.id, Date.now());
  return { kind: "message", headers: answer.headers, body: answer.body, message };
}

async function refused(
  { profiles }: Pick<RelayServices, "profiles">,
  call: Call,
  member: PoolMember,
  answer: WholeAnswer,
): Promise<FailedAccount> {
  const { status } = answer;
  const refusal = refusalIn(answer);
  const { error, upstreamMessage } = refusal;
  // The refusal may concern this customer alone. Then the account goes on serving the others.
  const isDoubtful = profiles !== null && refusal.fault === "operator";
  const limit = isDoubtful ? await profiles.limitAfterRefusal(call.caller.workspaceId, member, Date.now()) : null;
  if (limit) {
    member.succeed(call.parsed.model.id, Date.now());
    return { kind: "failed", error: restrictedRefusal(limit), label: "restricted", mayMove: false };
  }
  logOperatorFault(call.requestId, member, status, refusal);
  const failure = failureOfAnswer(status, refusal);
  if (failure) return failed(call, member, failure, error);
  member.succeed(call.parsed.model.id, Date.now());
  // The catalogue has the model: another account may know it.
  const isModelUnknown = status === 404 && /model/i.test(upstreamMessage);
  return { kind: "failed", error, label: String(status), mayMove: isModelUnknown };
}

function failed(call: Call, member: PoolMember, failure: Failure, error: AppError): FailedAccount {
  member.fail(call.parsed.model.id, failure, Date.now());
  // A whole answer sends nothing before it is finished: after this time it is computed and billed, and its client has left.
  const isTooLate = failure.label === "timeout" && !call.parsed.request.isStream;
  return { kind: "failed", error, label: failure.label, mayMove: !isTooLate };
}

/** The message that a whole answer is; null where it is something else. */
function messageIn(body: Buffer): JsonObject | null {
  const message = parseJson(body);
  return isObject(message) && message.type === "message" && Array.isArray(message.content) ? message : null;
}

function noMessage(): AppError {
  return new AppError("upstream_unavailable", "The upstream's answer is no message. Nothing was charged; please try again.");
}
