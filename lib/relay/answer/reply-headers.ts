import { dollarsFromNano } from "@/lib/basics/money";
import type { SettleAnswer } from "@/lib/ledger/settlement";
import { ratesOf } from "@/lib/relay/admission/admit";
import type { Hold } from "@/lib/relay/call/hold";
import { addRoute, NO_ROUTE, type Route } from "@/lib/relay/call/route";
import { type AnswerHeaders, answerHeader } from "@/lib/relay/routing/upstream-answer";
import { IGNORED_HEADER } from "@/lib/upstreams/upstream";

type Headers = Record<string, string>;

/** Of a whole answer, as far as it is known before its settle. */
export function wholeHeaders(hold: Hold, route: Route, upstream: AnswerHeaders): Headers {
  const { requestId } = hold.call;
  const headers = { "content-type": "application/json", "request-id": requestId, "x-request-id": requestId };
  return addOwn(headers, hold, route, upstream);
}

/** Of a stream. A proxy between us and the client must neither gather it nor change it. */
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

/** Of a stream that begins before any account has answered: another one than the one that is being asked may do so yet. */
export function unansweredHeaders(hold: Hold): Headers {
  return streamHeaders(hold, NO_ROUTE, NOTHING);
}

/** Of a refusal: what was left of the rates when the call was let in, and where it was asked. */
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
  // What the account was not sent, beside what the mapping left out.
  const ignored = answerHeader(upstream, IGNORED_HEADER);
  if (ignored !== null) headers[IGNORED_HEADER] = headers[IGNORED_HEADER] ? `${headers[IGNORED_HEADER]}, ${ignored}` : ignored;
  return headers;
}

/** Adds what a finished call cost and what is left, in exact dollars. While Postgres is away nobody knows what is left. */
export function addMoney(headers: Headers, { chargeNano, availableNano }: SettleAnswer): Headers {
  headers["x-relais-charge"] = dollarsFromNano(chargeNano);
  if (availableNano !== null) headers["x-relais-balance"] = dollarsFromNano(availableNano);
  return headers;
}
