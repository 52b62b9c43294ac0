import type { Modifier } from "@/lib/basics/tokens";
import type { IdempotencyMark } from "@/lib/idempotency/mark";
import type { Caller } from "@/lib/keys/authenticate";
import type { Price } from "@/lib/pricing/price";
import type { Offer, PriceTable } from "@/lib/pricing/price-table";
import type { ParsedCall } from "@/lib/relay/call/dialect";
import type { NamedModel } from "@/lib/wire/anthropic/named-models";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { WireFormat } from "@/lib/wire/format-of-path";

/** A model besides the called one that the request names, as it is offered to this caller. */
export type OtherModel = NamedModel & Pick<Offer, "model" | "price">;

/** One accepted request to relay, as its reception wrote it. What later steps learn is in what they return: Hold, Route, Outcome. */
export type Call = Readonly<{
  /** UUIDv7: the same for the hold, the usage event, the receipt and, behind `req_`, the `request-id` header. */
  id: string;
  requestId: string;
  receivedAt: Date;
  /** `performance.now()` at reception. */
  startedMs: number;
  caller: Caller;
  endpoint: string;
  format: WireFormat;
  /** Whether Anthropic has ended the model: only accounts that keep it for longer are asked. */
  isRetired: boolean;
  parsed: ParsedCall;
  /** In force at the reception, and kept to the end whatever is published meanwhile. */
  price: Price;
  upstreamPrice: Price | null;
  /** Those that the request names: the hold covers them too. Of nearly all calls none. */
  otherModels: readonly OtherModel[];
  /** For the prices of other models that may serve a part of the call. */
  prices: PriceTable;
  /** Of any account that may serve the call. The hold covers the most expensive one, the charge has those of the one that answered. */
  possibleModifiers: readonly Modifier[];
  /** Of a call that carried an Idempotency-Key; null for all others. */
  idempotency: IdempotencyMark | null;
}>;

/** What the price of a call's usage depends on, beside the account that served it. */
export type PricedCall = Pick<Call, "requestId" | "receivedAt" | "price" | "upstreamPrice" | "prices"> & {
  parsed: Pick<ParsedCall, "model">;
};

/** What the event of a call that has ended says of it. */
export type EndedCall = PricedCall &
  Pick<Call, "id" | "endpoint" | "startedMs"> & {
    caller: Pick<Caller, "workspaceId" | "keyId">;
    parsed: { request: Pick<MessagesCall, "isStream"> };
  };

/** The same call with another request upstream: a shorter answer, or documents in the places of their names. */
export function withRequest(call: Call, request: MessagesCall, replyHeaders = call.parsed.replyHeaders): Call {
  return { ...call, parsed: { ...call.parsed, request, replyHeaders } };
}

export function elapsedMs(call: Pick<Call, "startedMs">): number {
  return Math.round(performance.now() - call.startedMs);
}
