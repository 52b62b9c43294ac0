import type { SettleAnswer } from "@/lib/ledger/settlement";
import { dollarsFromNano } from "@/lib/money";
import type { Call } from "@/lib/relay/call";

export function answerHeaders(call: Call, contentType: string): Record<string, string> {
  const id = call.requestId;
  return {
    "content-type": contentType,
    "request-id": id,
    "x-request-id": id,
    // A proxy between us and the client must neither keep an answer nor gather a stream.
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  };
}

/** What a finished call cost and what is left, in exact dollars. While Postgres is away nobody knows what is left. */
export function moneyHeaders({ chargeNano, availableNano }: SettleAnswer): Record<string, string> {
  const headers: Record<string, string> = { "x-relais-charge": dollarsFromNano(chargeNano) };
  if (availableNano !== null) headers["x-relais-balance"] = dollarsFromNano(availableNano);
  return headers;
}
