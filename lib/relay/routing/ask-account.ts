import type { AppError } from "@/lib/basics/errors";
import { streamHeaders } from "@/lib/relay/answer/reply-headers";
import { openStreamedAnswer } from "@/lib/relay/answer/stream-reply";
import { messageIn, noMessage, wholeReply } from "@/lib/relay/answer/whole-reply";
import type { Call } from "@/lib/relay/call/call";
import type { RelayReply } from "@/lib/relay/call/request";
import { alarm } from "@/lib/relay/routing/alarm";
import { answerHeader, refusalIn, send, unreached, type WholeAnswer } from "@/lib/relay/routing/upstream-answer";
import { failureOfAnswer, failureOfBytes, failureOfConnection } from "@/lib/relay/routing/upstream-failure";
import type { RelayServices } from "@/lib/relay/services/services";
import type { Failure } from "@/lib/upstreams/pool/cooldown";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { IGNORED_HEADER, type UpstreamRequest } from "@/lib/upstreams/upstream";

/** An account that did not answer the call. */
export type Refused = {
  error: AppError;
  /** "529", "timeout": what the move to another account is explained by. */
  label: string;
  /** False where another account would say the same, or where nobody waits for another answer any more. */
  mayMove: boolean;
};

/** Sends the call to one account, and tells the account's health what came of it. */
export async function askOne(
  services: RelayServices,
  call: Call,
  { member, request, hasLeft }: { member: PoolMember; request: UpstreamRequest; hasLeft(): boolean },
): Promise<RelayReply | Refused> {
  const { model, request: asked } = call.asked;
  const { route } = call;
  route.account = member;
  member.enter(model.id, Date.now());
  const open = asked.isStream ? openStreamedAnswer.bind(null, services, call) : null;
  // A stream that begins with an error can still be had elsewhere, where there is an elsewhere.
  const answer = await send(member.upstream, request, open, route.moves !== null);
  if (answer.kind === "unreached") return failed(call, member, failureOfConnection(answer.cause), unreached(answer.cause));
  noteIgnored(call, answerHeader(answer.headers, IGNORED_HEADER));
  if (answer.kind === "streaming") {
    member.begin(model.id, Date.now());
    return { status: 200, headers: streamHeaders(call), body: answer.follower };
  }
  if (answer.status !== 200) return refused(call, member, answer);
  const message = messageIn(answer.body);
  if (!message) return failed(call, member, failureOfBytes("garbled"), noMessage());
  member.succeed(model.id, Date.now());
  return await wholeReply(services, call, { answer, message, hasClientLeft: hasLeft() });
}

/** What the account was not sent, beside what the mapping left out. */
function noteIgnored({ asked }: Call, ignored: string | null): void {
  if (ignored === null) return;
  const mapped = asked.replyHeaders?.[IGNORED_HEADER];
  asked.replyHeaders = { ...asked.replyHeaders, [IGNORED_HEADER]: mapped ? `${mapped}, ${ignored}` : ignored };
}

function refused(call: Call, member: PoolMember, answer: WholeAnswer): Refused {
  const { status } = answer;
  const refusal = refusalIn(answer);
  const { error, upstreamMessage } = refusal;
  alarm(call.requestId, member, status, refusal);
  const failure = failureOfAnswer(status, refusal);
  if (failure) return failed(call, member, failure, error);
  member.succeed(call.asked.model.id, Date.now());
  // The catalogue has the model: what this account does not know, another may.
  const isModelUnknown = status === 404 && /model/i.test(upstreamMessage);
  return { error, label: String(status), mayMove: isModelUnknown };
}

function failed(call: Call, member: PoolMember, failure: Failure, error: AppError): Refused {
  member.fail(call.asked.model.id, failure, Date.now());
  // A whole answer says nothing before it is finished: after so long it was computed, billed, and its client is gone.
  const isTooLate = failure.label === "timeout" && !call.asked.request.isStream;
  return { error, label: failure.label, mayMove: !isTooLate };
}
