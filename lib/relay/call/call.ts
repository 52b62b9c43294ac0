import type { Modifier } from "@/lib/basics/tokens";
import type { IdempotencyMark } from "@/lib/idempotency/idempotency-mark";
import type { Caller } from "@/lib/keys/authenticate-key";
import type { Price } from "@/lib/pricing/price";
import type { Offer, PriceTable } from "@/lib/pricing/price-table";
import type { ParsedCall } from "@/lib/relay/call/dialect";
import type { NamedModel } from "@/lib/wire/anthropic/named-models";
import type { MessagesCall } from "@/lib/wire/anthropic/request";
import type { WireFormat } from "@/lib/wire/format-of-path";

/** Another model that the request names besides the called one, as it is offered to this caller. */
export type OtherModel = NamedModel & Pick<Offer, "model" | "price">;

/** One accepted request to relay. Reception creates it; later steps return their results as Hold, Route and Outcome. */
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
  /** Whether Anthropic has ended the model: only accounts that keep it for longer get the call. */
  isRetired: boolean;
  parsed: ParsedCall;
  /** The price in force at reception. It stays the same if another is published before the call ends. */
  price: Price;
  upstreamPrice: Price | null;
  /** Other models that the request names. The hold covers them too. Nearly all calls have none. */
  otherModels: readonly OtherModel[];
  /** Prices of other models that may serve a part of the call. */
  prices: PriceTable;
  /** Modifiers of every account that may serve the call. The hold covers the most expensive; the charge uses the answering account's. */
  possibleModifiers: readonly Modifier[];
  /** Set if the call has an Idempotency-Key; otherwise null. */
  idempotency: IdempotencyMark | null;
}>;

/** The inputs of the price of a call's usage, apart from the account that served it. */
export type PricedCall = Pick<Call, "requestId" | "receivedAt" | "price" | "upstreamPrice" | "prices"> & {
  parsed: Pick<ParsedCall, "model">;
};

/** The fields of a call that its usage event records. */
export type EndedCall = PricedCall &
  Pick<Call, "id" | "endpoint" | "startedMs"> & {
    caller: Pick<Caller, "workspaceId" | "keyId">;
    parsed: { request: Pick<MessagesCall, "isStream"> };
  };

/** The same call with another upstream request: a shorter answer, or documents in place of their links. */
export function withRequest(call: Call, request: MessagesCall, replyHeaders = call.parsed.replyHeaders): Call {
  return { ...call, parsed: { ...call.parsed, request, replyHeaders } };
}

export function elapsedMs(call: Pick<Call, "startedMs">): number {
  return Math.round(performance.now() - call.startedMs);
}
