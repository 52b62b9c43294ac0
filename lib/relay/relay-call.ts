import { NO_TOKENS } from "@/lib/basics/tokens";
import { whileAwaited } from "@/lib/relay/answer/awaited-stream";
import { refusalHeaders } from "@/lib/relay/answer/reply-headers";
import type { Call } from "@/lib/relay/call/call";
import type { Dialect } from "@/lib/relay/call/dialect";
import type { RelayParts } from "@/lib/relay/call/parts";
import type { RelayReply, RelayRequest } from "@/lib/relay/call/request";
import { lookUpFiles } from "@/lib/relay/files/named-files";
import { placeHold } from "@/lib/relay/money/hold";
import { readLinkedDocuments } from "@/lib/relay/money/linked-documents";
import { NO_USAGE, release } from "@/lib/relay/money/settle";
import { admit, leave } from "@/lib/relay/reception/admit";
import { readDocuments } from "@/lib/relay/reception/read-documents";
import { receive } from "@/lib/relay/reception/receive";
import { RefusedCall, refusalOf } from "@/lib/relay/refusals/refusal";
import { relayOnce } from "@/lib/relay/repeats/relay-once";
import { askAccounts } from "@/lib/relay/routing/failover";
import { errorReply } from "@/lib/wire/format-of-path";

/** One call from its reception to its reply: price, hold, upstream, settle. Throws AppError, or rejects with it: nothing is charged then. */
export function relayCall(parts: RelayParts, dialect: Dialect, request: RelayRequest, id: string): Promise<RelayReply> {
  const call = receive(parts, dialect, request, id);
  if (call instanceof Promise) return call.then((received) => relayReceived(parts, dialect, request, received));
  return relayReceived(parts, dialect, request, call);
}

function relayReceived(parts: RelayParts, dialect: Dialect, request: RelayRequest, call: Call): Promise<RelayReply> {
  call.asked.keepItems?.((items) => keepItems(parts, call, items));
  if (call.idempotency === null) return relay(parts, dialect, request, call);
  return relayOnce(parts.recentAnswers, call, () => relay(parts, dialect, request, call));
}

function keepItems({ recentItems }: RelayParts, { caller }: Call, items: readonly string[]): void {
  recentItems.keep(caller.workspaceId, items, Date.now());
  recentItems.onKept?.(caller.workspaceId, items);
}

async function relay(parts: RelayParts, dialect: Dialect, request: RelayRequest, call: Call): Promise<RelayReply> {
  const admitting = admit(parts.gate, call);
  // Nearly always nothing: a turn of the event loop's queue is worth saving on every call.
  if (admitting) await admitting;
  try {
    const { files, unread, links } = call.asked.request.prompt;
    if (files.length > 0) await lookUpFiles(parts, call);
    if (unread.length > 0) await readDocuments(call);
    if (links > 0) await readLinkedDocuments(parts, call, request.headers);
    await placeHold(parts.ledger, call, request.headers);
  } catch (error) {
    leave(call, NO_TOKENS);
    throw refused(call, error);
  }
  const reply = answered(parts, dialect, call, request);
  return await (call.asked.request.isStream ? whileAwaited(parts, call, reply) : reply);
}

async function answered(parts: RelayParts, dialect: Dialect, call: Call, request: RelayRequest): Promise<RelayReply> {
  try {
    return await askAccounts(parts, call, request);
  } catch (error) {
    // The ledger ends a hold once: a call that was settled already stays settled.
    const refusal = refused(call, error);
    const { status } = errorReply(dialect.format, refusal, call.requestId);
    // Who has left sees no refusal, and his receipt says why he saw nothing.
    const reason = request.hasLeft() ? "client_left" : refusal.code;
    await release(parts.ledger, call, { reason, httpStatus: status, usage: NO_USAGE });
    throw refusal;
  }
}

function refused(call: Call, error: unknown): RefusedCall {
  return new RefusedCall(refusalOf(error, call.requestId), refusalHeaders(call));
}
