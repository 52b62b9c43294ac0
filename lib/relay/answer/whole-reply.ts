import { AppError } from "@/lib/basics/errors";
import { addMoney, streamHeaders, wholeHeaders } from "@/lib/relay/answer/reply-headers";
import { type Call, elapsedMs } from "@/lib/relay/call/call";
import type { RelayReply } from "@/lib/relay/call/request";
import { noteMadeFiles } from "@/lib/relay/files/note-made-files";
import { askedCall, pricedUsage } from "@/lib/relay/money/measure";
import { release, settle } from "@/lib/relay/money/settle";
import { answerHeader, type WholeAnswer } from "@/lib/relay/routing/upstream-answer";
import type { RelayServices } from "@/lib/relay/services/services";
import { madeFilesIn } from "@/lib/wire/anthropic/made-files";
import { eventsOfMessage } from "@/lib/wire/anthropic/message-events";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { isObject, type JsonObject, parseJson } from "@/lib/wire/json";

/** The reply to a call whose upstream has answered with a whole message: settled first, then sent. */
export async function wholeReply(
  { ledger }: RelayServices,
  call: Call,
  { answer, message, hasClientLeft }: { answer: WholeAnswer; message: JsonObject; hasClientLeft: boolean },
): Promise<RelayReply> {
  call.firstByteMs ??= elapsedMs(call);
  const metered = usageOfMessage(message, askedCall(call));
  const outcome = {
    reason: metered.unbilledReason ?? (hasClientLeft ? "client_left" : null),
    httpStatus: 200,
    stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
    upstreamRequestId: answerHeader(answer.headers, "request-id"),
    usage: pricedUsage(call, metered),
  };
  const { request, wholeAnswer } = call.asked;
  const body = request.isStream ? asStream(call, message) : wholeAnswer(answer.body, message, outcome.usage);
  const settling = (metered.unbilledReason ? release : settle)(ledger, call, outcome);
  const headers = request.isStream ? streamHeaders(call) : wholeHeaders(call);
  const settled = await settling;
  if (request.hasServerTools) await noteMadeFiles(call, madeFilesIn(message));
  return { status: 200, headers: addMoney(headers, settled), body };
}

/** For an upstream that answers with a whole message where a stream was asked for: it is paid, and the client reads nothing else. */
function asStream(call: Call, message: JsonObject): Buffer {
  const answer = call.asked.answerStream(new UsageMeter(askedCall(call)));
  return Buffer.concat([answer.push(eventsOfMessage(message)), answer.end()]);
}

/** The message that a whole answer is; null where it is something else. */
export function messageIn(body: Buffer): JsonObject | null {
  const message = parseJson(body);
  return isObject(message) && message.type === "message" && Array.isArray(message.content) ? message : null;
}

export function noMessage(): AppError {
  return new AppError("upstream_unavailable", "The upstream's answer is no message. Nothing was charged; please try again.");
}
