import { dollarsFromNano } from "@/lib/basics/money";
import type { SettleAnswer } from "@/lib/ledger/settlement";
import { ratesOf } from "@/lib/relay/admission/admit";
import type { Call } from "@/lib/relay/call/call";
import { addRoute } from "@/lib/relay/call/route";

/** Of a whole answer, as far as it is known before its settle. */
export function wholeHeaders(call: Call): Record<string, string> {
  return addOwn(call, { "content-type": "application/json", "request-id": call.requestId, "x-request-id": call.requestId });
}

/** Of a stream. A proxy between us and the client must neither gather it nor change it. */
export function streamHeaders(call: Call): Record<string, string> {
  return addOwn(call, {
    "content-type": "text/event-stream; charset=utf-8",
    "request-id": call.requestId,
    "x-request-id": call.requestId,
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
}

/** Of a refusal: what was left of the rates when the call was let in, and where it was asked. */
export function refusalHeaders(call: Call): Record<string, string> {
  const headers = { ...ratesOf(call) };
  addRoute(headers, call.route);
  return headers;
}

function addOwn(call: Call, headers: Record<string, string>): Record<string, string> {
  const rates = ratesOf(call);
  if (rates) Object.assign(headers, rates);
  addRoute(headers, call.route);
  if (call.asked.replyHeaders) Object.assign(headers, call.asked.replyHeaders);
  return headers;
}

/** Adds what a finished call cost and what is left, in exact dollars. While Postgres is away nobody knows what is left. */
export function addMoney(headers: Record<string, string>, { chargeNano, availableNano }: SettleAnswer): Record<string, string> {
  headers["x-relais-charge"] = dollarsFromNano(chargeNano);
  if (availableNano !== null) headers["x-relais-balance"] = dollarsFromNano(availableNano);
  return headers;
}
