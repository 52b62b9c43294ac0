import { dollarsFromNano } from "@/lib/basics/money";
import type { SettleAnswer } from "@/lib/ledger/settlement";
import { ratesOf } from "@/lib/relay/admission/admit-call";
import type { Hold } from "@/lib/relay/call/hold";
import { addRoute, NO_ROUTE, type Route } from "@/lib/relay/call/route";
import { type AnswerHeaders, answerHeader } from "@/lib/relay/routing/upstream-answer";
import { IGNORED_HEADER } from "@/lib/upstreams/upstream";

type Headers = Record<string, string>;

/** Headers of a whole answer, as far as they are known before it is settled. */
export function wholeHeaders(hold: Hold, route: Route, upstream: AnswerHeaders): Headers {
  const { requestId } = hold.call;
  const headers = { "content-type": "application/json", "request-id": requestId, "x-request-id": requestId };
  return addOwn(headers, hold, route, upstream);
}

/** Headers of a stream. A proxy between us and the client must neither buffer it nor change it. */
export function streamHeaders(hold: Hold, route: Route, upstream: AnswerHeaders): Headers {
  const { requestId } = hold.call;
  const headers = {
    "content-type": "text/event-stream; charset=utf-8",
    "request-id": requestId,
    "x-request-id": requestId,
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  };
  return addOwn(headers, hold, route, upstream);
}

const NOTHING: AnswerHeaders = {};

/** Headers of a stream that begins before any account has answered. A different account may still answer the call. */
export function unansweredHeaders(hold: Hold): Headers {
  return streamHeaders(hold, NO_ROUTE, NOTHING);
}

/** Headers of a refusal: the rates left when the call was admitted, and the account that got it. */
export function refusalHeaders({ call, admission }: Hold, route: Route): Headers {
  const headers = ratesOf(call, admission);
  addRoute(headers, route);
  return headers;
}

function addOwn(headers: Headers, { call, admission }: Hold, route: Route, upstream: AnswerHeaders): Headers {
  Object.assign(headers, ratesOf(call, admission));
  addRoute(headers, route);
  const { replyHeaders } = call.parsed;
  if (replyHeaders) Object.assign(headers, replyHeaders);
  // Fields that were not sent to the account, in addition to those that the mapping left out.
  const ignored = answerHeader(upstream, IGNORED_HEADER);
  if (ignored !== null) headers[IGNORED_HEADER] = headers[IGNORED_HEADER] ? `${headers[IGNORED_HEADER]}, ${ignored}` : ignored;
  return headers;
}

/** Adds the cost of a finished call and the remaining balance, in exact dollars. Without Postgres the balance is not known. */
export function addMoney(headers: Headers, { chargeNano, availableNano }: SettleAnswer): Headers {
  headers["x-relais-charge"] = dollarsFromNano(chargeNano);
  if (availableNano !== null) headers["x-relais-balance"] = dollarsFromNano(availableNano);
  return headers;
}
