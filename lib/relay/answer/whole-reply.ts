import { invariant } from "@/lib/basics/errors";
import type { Ledger } from "@/lib/ledger/ledger";
import { addMoney, refusalHeaders, streamHeaders, wholeHeaders } from "@/lib/relay/answer/reply-headers";
import { type Call, elapsedMs } from "@/lib/relay/call/call";
import type { Hold } from "@/lib/relay/call/hold";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import type { Route } from "@/lib/relay/call/route";
import { storeMadeFiles } from "@/lib/relay/files/store-made-files";
import { pricedUsage, requestFacts } from "@/lib/relay/money/measure-usage";
import { NO_USAGE, release, settle } from "@/lib/relay/money/settle-call";
import { CallerError, callerErrorOf } from "@/lib/relay/refusals/caller-error";
import type { Recording } from "@/lib/relay/repeats/recording";
import type { MessageAnswer } from "@/lib/relay/routing/send-to-account";
import type { RoutedAnswer } from "@/lib/relay/routing/send-with-failover";
import { answerHeader } from "@/lib/relay/routing/upstream-answer";
import { madeFilesIn } from "@/lib/wire/anthropic/made-files";
import { eventsOfMessage } from "@/lib/wire/anthropic/message-events";
import { usageOfMessage } from "@/lib/wire/anthropic/message-usage";
import { UsageMeter } from "@/lib/wire/anthropic/usage-meter";
import { errorReply } from "@/lib/wire/format-of-path";
import type { JsonObject } from "@/lib/wire/json";

type SettlingServices = { ledger: Pick<Ledger, "settle"> };

/** The request that the reply is for, and the recording that stores it for repeats. */
export type Reader = { request: Pick<RelayRequest, "hasLeft">; recording: Recording | null };

/** The reply to a call that asked for no stream: settled first, then sent. Rejects with CallerError and then charges nothing. */
export async function wholeReply(
  services: SettlingServices,
  hold: Hold,
  pendingAnswer: Promise<RoutedAnswer>,
  reader: Reader,
): Promise<RelayReply> {
  return endedReply(services, hold, await pendingAnswer, reader);
}

/** The same for an answer that has arrived. */
export async function endedReply(services: SettlingServices, hold: Hold, routed: RoutedAnswer, reader: Reader): Promise<RelayReply> {
  const { route, answer } = routed;
  if (answer.kind === "refused") return refuse(services, hold, { route, error: answer.error }, reader);
  invariant(answer.kind === "message", "a stream that has begun has not ended");
  try {
    const reply = await messageReply(services, hold, { route, answer }, reader);
    reader.recording?.take(reply);
    return reply;
  } catch (error) {
    return refuse(services, hold, { route, error }, reader);
  }
}

async function messageReply(
  { ledger }: SettlingServices,
  hold: Hold,
  { route, answer }: { route: Route; answer: MessageAnswer },
  reader: Reader,
): Promise<RelayReply> {
  const { call } = hold;
  const { message } = answer;
  const firstByteMs = elapsedMs(call);
  const metered = usageOfMessage(message, requestFacts(call));
  const outcome = {
    reason: metered.unbilledReason ?? (reader.request.hasLeft() ? "client_left" : null),
    httpStatus: 200,
    stopReason: typeof message.stop_reason === "string" ? message.stop_reason : null,
    upstreamRequestId: answerHeader(answer.headers, "request-id"),
    usage: pricedUsage(call, route.account, metered),
    route,
    firstByteMs,
  };
  const { request, wholeAnswer } = call.parsed;
  const body = request.isStream ? asStream(call, message) : wholeAnswer(answer.body, message, outcome.usage);
  const settling = (metered.unbilledReason ? release : settle)(ledger, hold, outcome);
  const headers = (request.isStream ? streamHeaders : wholeHeaders)(hold, route, answer.headers);
  const settled = await settling;
  if (request.hasServerTools) await storeMadeFiles(call, route.account, madeFilesIn(message));
  return { status: 200, headers: addMoney(headers, settled), body };
}

/** Needed when an upstream answers a stream request with a whole message: it is paid, and the client can only read a stream. */
function asStream(call: Call, message: JsonObject): Buffer {
  const answer = call.parsed.answerStream(new UsageMeter(requestFacts(call)));
  return Buffer.concat([answer.push(eventsOfMessage(message)), answer.end()]);
}

/** Releases the hold and rejects with the caller's error. The ledger ends a hold once: a settled call stays settled. */
async function refuse(
  { ledger }: SettlingServices,
  hold: Hold,
  { route, error }: { route: Route; error: unknown },
  reader: Reader,
): Promise<never> {
  const { requestId, format } = hold.call;
  const refusal = callerErrorOf(error, requestId);
  const refused = new CallerError(refusal, refusalHeaders(hold, route));
  const { status } = errorReply(format, refusal, requestId);
  // A client that has left sees no refusal. Its receipt says why.
  const reason = reader.request.hasLeft() ? "client_left" : refusal.code;
  await release(ledger, hold, { reason, httpStatus: status, usage: NO_USAGE, route, firstByteMs: null });
  throw refused;
}
