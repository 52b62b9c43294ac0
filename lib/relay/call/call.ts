import type { Modifier } from "@/lib/basics/tokens";
import type { IdempotencyMark } from "@/lib/idempotency/mark";
import type { Caller } from "@/lib/keys/authenticate";
import type { Price } from "@/lib/pricing/price";
import type { Offer, PriceTable } from "@/lib/pricing/price-table";
import type { Admission } from "@/lib/rates/admission";
import type { Asked } from "@/lib/relay/call/dialect";
import type { Route } from "@/lib/relay/call/route";
import type { NamedModel } from "@/lib/wire/anthropic/named-models";
import type { MessagesCall } from "@/lib/wire/anthropic/request";

/** A model besides the called one that the request names, as it is offered to this caller. */
export type OtherModel = NamedModel & Pick<Offer, "model" | "price">;

/** One accepted request to relay, from its reception to its settle. */
export type Call = {
  /** UUIDv7: the same for the hold, the usage event, the receipt and, behind `req_`, the `request-id` header. */
  id: string;
  requestId: string;
  receivedAt: Date;
  /** `performance.now()` at reception. */
  startedMs: number;
  /** The upstream's first byte, counted from the reception; null before it came. */
  firstByteMs: number | null;
  caller: Caller;
  /** What the call takes of the rates; null before it was let in. */
  admission: Admission | null;
  endpoint: string;
  /** Whether Anthropic has ended the model: only accounts that keep it for longer are asked. */
  isRetired: boolean;
  asked: Asked;
  /** In force at the reception, and kept to the end whatever is published meanwhile. */
  price: Price;
  upstreamPrice: Price | null;
  /** Those that the request names: the hold covers them too. Of nearly all calls none. */
  otherModels: readonly OtherModel[];
  /** For the prices of other models that may serve a part of the call. */
  prices: PriceTable;
  /** Of any account that may serve the call. The hold covers the most expensive one, the charge has those of the one that answered. */
  possibleModifiers: readonly Modifier[];
  /** The account that has the files which the request names; null for nearly all calls. */
  filesAccountId: string | null;
  route: Route;
  /** Gives back the memory that its linked documents take until it ends; null for nearly all calls. */
  freeDocuments: (() => void) | null;
  /** Of a call that carried an Idempotency-Key; null for all others. */
  idempotency: IdempotencyMark | null;
  /** What is held for the call at this moment. */
  holdNano: bigint;
};

/** What the price of a call's usage depends on. */
export type PricedCall = Pick<Call, "requestId" | "receivedAt" | "price" | "upstreamPrice" | "prices" | "route"> & {
  asked: Pick<Asked, "model">;
};

/** What the event of a call that has ended says of it. */
export type EndedCall = PricedCall &
  Pick<Call, "id" | "endpoint" | "firstByteMs" | "startedMs"> & {
    caller: Pick<Caller, "workspaceId" | "keyId">;
    asked: { request: Pick<MessagesCall, "isStream"> };
  };

export function elapsedMs(call: Pick<Call, "startedMs">): number {
  return Math.round(performance.now() - call.startedMs);
}
