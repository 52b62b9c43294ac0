import { AppError } from "@/lib/errors";
import { type Call, elapsedMs } from "@/lib/relay/call";
import { askedCall, pricedUsage } from "@/lib/relay/measure";
import type { RelayParts } from "@/lib/relay/parts";
import { addMoney, wholeHeaders } from "@/lib/relay/reply-headers";
import type { RelayReply } from "@/lib/relay/request";
import { release, settle } from "@/lib/relay/settle";
import { answerHeader, type WholeAnswer } from "@/lib/relay/upstream-answer";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** The reply to a call whose upstream has answered with a whole message: settled first, then sent. */
export async function wholeReply({ ledger }: RelayParts, call: Call, answer: WholeAnswer, message: JsonObject): Promise<RelayReply> {
  call.firstByteMs ??= elapsedMs(call);
  const metered = usageOfMessage(message, askedCall(call));
  const outcome = {
    reason: metered.unbilledReason,
    httpStatus: 200,
    stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
    upstreamRequestId: answerHeader(answer.headers, "request-id"),
    usage: pricedUsage(call, metered),
  };
  const body = call.asked.wholeAnswer(answer.body, message, outcome.usage);
  const settled = await (metered.unbilledReason ? release : settle)(ledger, call, outcome);
  return { status: 200, headers: addMoney(wholeHeaders(call), settled), body };
}

/** The message that a whole answer is; null where it is something else. */
export function messageIn(body: Buffer): JsonObject | null {
  const message = parseJson(body);
  return isObject(message) && message.type === "message" && Array.isArray(message.content) ? message : null;
}

export function noMessage(): AppError {
  return new AppError("upstream_unavailable", "The upstream's answer is no message. Nothing was charged; please try again.");
}
