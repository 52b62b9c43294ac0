import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type Call, elapsedMs } from "@/lib/relay/call";
import { askedCall, pricedUsage } from "@/lib/relay/measure";
import type { RelayParts } from "@/lib/relay/parts";
import { addMoney, wholeHeaders } from "@/lib/relay/reply-headers";
import type { RelayReply } from "@/lib/relay/request";
import { release, settle } from "@/lib/relay/settle";
import { answerHeader, type WholeAnswer } from "@/lib/relay/upstream-answer";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { type JsonObject, parseAnswerBody } from "@/lib/wire/json";
import { refusalOfUpstream } from "@/lib/wire/upstream-fault";

/** The reply to a call whose upstream has answered as a whole: settled first, then sent. Throws for what the upstream refused. */
export async function wholeReply({ ledger, upstream }: RelayParts, call: Call, answer: WholeAnswer): Promise<RelayReply> {
  call.firstByteMs ??= elapsedMs(call);
  if (answer.status !== 200) throw refusal(call, answer);
  const message = parseMessage(answer.body);
  const metered = usageOfMessage(message, askedCall(call));
  const outcome = {
    reason: metered.unbilledReason,
    httpStatus: 200,
    stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
    upstream: upstream.name,
    upstreamRequestId: answerHeader(answer.headers, "request-id"),
    usage: pricedUsage(call, metered),
  };
  const body = call.asked.wholeAnswer(answer.body, message, outcome.usage);
  const settled = await (metered.unbilledReason ? release : settle)(ledger, call, outcome);
  return { status: 200, headers: addMoney(wholeHeaders(call), settled), body };
}

function parseMessage(body: Buffer): JsonObject {
  const message = parseAnswerBody(body);
  if (message.type !== "message" || !Array.isArray(message.content)) {
    throw new AppError("upstream_unavailable", "The upstream's answer is no message. Nothing was charged; please try again.");
  }
  return message;
}

function refusal(call: Call, { status, headers, body }: WholeAnswer): AppError {
  const { error, fault, upstreamMessage } = refusalOfUpstream(status, body, answerHeader(headers, "retry-after") ?? undefined);
  if (fault === "operator") log.error({ requestId: call.requestId, status, upstreamMessage }, "the upstream refuses our account");
  return error;
}
