import { NO_TOKENS } from "@/lib/basics/tokens";
import { admit, leave } from "@/lib/relay/admission/admit";
import { whileAwaited } from "@/lib/relay/answer/awaited-stream";
import { refusalHeaders } from "@/lib/relay/answer/reply-headers";
import type { Call } from "@/lib/relay/call/call";
import type { Dialect } from "@/lib/relay/call/dialect";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { lookUpFiles } from "@/lib/relay/files/named-files";
import { placeHold } from "@/lib/relay/money/hold";
import { readLinkedDocuments } from "@/lib/relay/money/linked-documents";
import { NO_USAGE, release } from "@/lib/relay/money/settle";
import { readDocuments } from "@/lib/relay/reading/read-documents";
import { receive } from "@/lib/relay/reception/receive";
import { RefusedCall, refusalOf } from "@/lib/relay/refusals/refusal";
import { relayOnce } from "@/lib/relay/repeats/relay-once";
import { askAccounts } from "@/lib/relay/routing/failover";
import type { RelayServices } from "@/lib/relay/services/services";
import { errorReply } from "@/lib/wire/format-of-path";

/** One call from its reception to its reply: price, hold, upstream, settle. Throws AppError, or rejects with it: nothing is charged then. */
export function relayCall(services: RelayServices, dialect: Dialect, request: RelayRequest, id: string): Promise<RelayReply> {
  const call = receive(services, dialect, request, id);
  if (call instanceof Promise) return call.then((received) => relayReceived(services, dialect, request, received));
  return relayReceived(services, dialect, request, call);
}

function relayReceived(services: RelayServices, dialect: Dialect, request: RelayRequest, call: Call): Promise<RelayReply> {
  call.asked.keepItems?.((items) => keepItems(services, call, items));
  if (call.idempotency === null) return relay(services, dialect, request, call);
  return relayOnce(services.recentAnswers, call, () => relay(services, dialect, request, call));
}

function keepItems({ recentItems }: RelayServices, { caller }: Call, items: readonly string[]): void {
  recentItems.keep(caller.workspaceId, items, Date.now());
  recentItems.onKept?.(caller.workspaceId, items);
}

async function relay(services: RelayServices, dialect: Dialect, request: RelayRequest, call: Call): Promise<RelayReply> {
  const admitting = admit(services.gate, call);
  // Nearly always nothing: a turn of the event loop's queue is worth saving on every call.
  if (admitting) await admitting;
  try {
    const { files, unread, links } = call.asked.request.prompt;
    if (files.length > 0) await lookUpFiles(services, call);
    if (unread.length > 0) await readDocuments(call);
    if (links > 0) await readLinkedDocuments(services, call, request.headers);
    await placeHold(services.ledger, call, request.headers);
  } catch (error) {
    leave(call, NO_TOKENS);
    throw refused(call, error);
  }
  const reply = answered(services, dialect, call, request);
  return await (call.asked.request.isStream ? whileAwaited(services, call, reply) : reply);
}

async function answered(services: RelayServices, dialect: Dialect, call: Call, request: RelayRequest): Promise<RelayReply> {
  try {
    return await askAccounts(services, call, request);
  } catch (error) {
    // The ledger ends a hold once: a call that was settled already stays settled.
    const refusal = refused(call, error);
    const { status } = errorReply(dialect.format, refusal, call.requestId);
    // Who has left sees no refusal, and his receipt says why he saw nothing.
    const reason = request.hasLeft() ? "client_left" : refusal.code;
    await release(services.ledger, call, { reason, httpStatus: status, usage: NO_USAGE });
    throw refusal;
  }
}

function refused(call: Call, error: unknown): RefusedCall {
  return new RefusedCall(refusalOf(error, call.requestId), refusalHeaders(call));
}
