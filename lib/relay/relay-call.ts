import { admit } from "@/lib/relay/admission/admit-call";
import { streamReply } from "@/lib/relay/answer/stream-reply";
import { wholeReply } from "@/lib/relay/answer/whole-reply";
import type { Dialect } from "@/lib/relay/call/dialect";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { placeHold } from "@/lib/relay/money/place-hold";
import { receive } from "@/lib/relay/reception/receive-call";
import { findRepeat } from "@/lib/relay/repeats/find-repeat";
import { sendWithFailover } from "@/lib/relay/routing/send-with-failover";
import type { RelayServices } from "@/lib/relay/services/services";

/** Handles one call from its reception to its reply. Rejects with AppError and then charges nothing. */
export async function relayCall(services: RelayServices, dialect: Dialect, request: RelayRequest, id: string): Promise<RelayReply> {
  const call = await receive(services, dialect, request, id);
  const { reply, recording } = await findRepeat(services.recentAnswers, call);
  if (reply) return reply;
  try {
    const admission = await admit(services, call);
    const hold = await placeHold(services, call, admission, request.headers);
    const pendingAnswer = sendWithFailover(services, hold, request);
    return await (call.parsed.request.isStream ? streamReply : wholeReply)(services, hold, pendingAnswer, { request, recording });
  } finally {
    recording?.end();
  }
}
