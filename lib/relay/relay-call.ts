import { AppError } from "@/lib/errors";
import { admit, leave } from "@/lib/relay/admit";
import type { Call } from "@/lib/relay/call";
import type { Dialect } from "@/lib/relay/dialect";
import { placeHold } from "@/lib/relay/hold";
import type { RelayParts } from "@/lib/relay/parts";
import { receive } from "@/lib/relay/receive";
import { refusalOf } from "@/lib/relay/refusal";
import { streamHeaders } from "@/lib/relay/reply-headers";
import type { RelayReply, RelayRequest } from "@/lib/relay/request";
import { NO_USAGE, release } from "@/lib/relay/settle";
import { openStreamedAnswer } from "@/lib/relay/stream-reply";
import { send } from "@/lib/relay/upstream-answer";
import { wholeReply } from "@/lib/relay/whole-reply";
import { NO_TOKENS } from "@/lib/tokens";
import { errorReply } from "@/lib/wire/format-of-path";

/** Silence of an upstream that composes a whole answer before it says anything; official clients wait ten minutes. */
const WHOLE_SILENCE_MS = 900_000;
/** Streams carry pings every few seconds. */
const STREAM_SILENCE_MS = 300_000;

/** One call from its reception to its reply: price, hold, upstream, settle. Throws AppError, and nothing is charged then. */
export async function relayCall(parts: RelayParts, dialect: Dialect, request: RelayRequest, id: string): Promise<RelayReply> {
  const call = await receive(parts, dialect, request, id);
  await admit(parts.gate, call);
  try {
    await placeHold(parts.ledger, call, request.headers);
  } catch (error) {
    leave(call, NO_TOKENS);
    throw error;
  }
  try {
    return await ask(parts, call, request);
  } catch (error) {
    // The ledger ends a hold once: a call that was settled already stays settled.
    const refusal = refusalOf(error, call.requestId);
    const { status } = errorReply(dialect.format, refusal, call.requestId);
    await release(parts.ledger, call, { reason: refusal.code, httpStatus: status, upstream: parts.upstream.name, usage: NO_USAGE });
    throw refusal;
  }
}

async function ask(parts: RelayParts, call: Call, request: RelayRequest): Promise<RelayReply> {
  if (request.hasLeft()) throw new AppError("invalid_request", "The client left before its call was sent on.");
  const { isStream, body } = call.asked.request;
  const answer = await send(
    parts.upstream,
    {
      path: "/v1/messages",
      headers: call.asked.upstreamHeaders,
      body,
      silenceMs: isStream ? STREAM_SILENCE_MS : WHOLE_SILENCE_MS,
    },
    isStream ? (headers, exchange) => openStreamedAnswer(parts, call, headers, exchange) : null,
  );
  if (answer.kind === "whole") return wholeReply(parts, call, answer);
  return { status: 200, headers: streamHeaders(call), body: answer.follower };
}
