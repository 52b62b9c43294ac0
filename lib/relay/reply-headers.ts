import type { SettleAnswer } from "@/lib/ledger/settlement";
import { dollarsFromNano } from "@/lib/money";
import { ratesOf } from "@/lib/relay/admit";
import type { Call } from "@/lib/relay/call";

export function answerHeaders(call: Call, contentType: string): Record<string, string> {
  const { requestId, asked } = call;
  return {
    "content-type": contentType,
    "request-id": requestId,
    "x-request-id": requestId,
    // A proxy between us and the client must neither keep an answer nor gather a stream.
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
    ...ratesOf(call),
    ...asked.replyHeaders,
  };
}

/** Adds what a finished call cost and what is left, in exact dollars. While Postgres is away nobody knows what is left. */
export function addMoney(headers: Record<string, string>, { chargeNano, availableNano }: SettleAnswer): Record<string, string> {
  headers["x-relais-charge"] = dollarsFromNano(chargeNano);
  if (availableNano !== null) headers["x-relais-balance"] = dollarsFromNano(availableNano);
  return headers;
}
