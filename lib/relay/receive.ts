import { AppError } from "@/lib/errors";
import { idempotencyMark } from "@/lib/idempotency/mark";
import { timeOfId } from "@/lib/ids";
import type { Caller } from "@/lib/keys/authenticate";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import type { Model } from "@/lib/pricing/model";
import type { Offer } from "@/lib/pricing/price-table";
import { readBody } from "@/lib/relay/body";
import type { Call, OtherModel } from "@/lib/relay/call";
import { callerOf } from "@/lib/relay/caller";
import { askedIn, type Dialect } from "@/lib/relay/dialect";
import type { RelayParts } from "@/lib/relay/parts";
import type { RelayRequest } from "@/lib/relay/request";
import type { NamedModel } from "@/lib/wire/anthropic/named-models";
import { bufferOf } from "@/lib/wire/json";

/**
 * Reads a request as far as relaying it needs: whose it is, what it asks, and what that costs now. A promise only where the key
 * is not known yet or the body not all there. Throws AppError, or rejects with it.
 */
export function receive(parts: RelayParts, dialect: Dialect, request: RelayRequest, id: string): Call | Promise<Call> {
  const startedMs = performance.now();
  const caller = callerOf(request);
  if (caller instanceof Promise) return receiveLater(parts, dialect, request, { id, startedMs, caller });
  const body = readBody(request);
  if (body instanceof Promise) return receiveLater(parts, dialect, request, { id, startedMs, caller, body });
  return understand(parts, dialect, request.headers, { id, startedMs, caller, body: bufferOf(body) });
}

type Awaited = { id: string; startedMs: number; caller: Caller | Promise<Caller>; body?: Promise<Uint8Array> };
type Received = { id: string; startedMs: number; caller: Caller; body: Buffer };

async function receiveLater(parts: RelayParts, dialect: Dialect, request: RelayRequest, awaited: Awaited): Promise<Call> {
  const { id, startedMs } = awaited;
  const caller = await awaited.caller;
  const body = bufferOf(await (awaited.body ?? readBody(request)));
  return understand(parts, dialect, request.headers, { id, startedMs, caller, body });
}

const NO_OTHERS: readonly OtherModel[] = [];

function understand(
  parts: RelayParts,
  dialect: Dialect,
  headers: RelayRequest["headers"],
  { id, startedMs, caller, body }: Received,
): Call {
  const { prices, pool } = parts;
  const receivedAt = timeOfId(id);
  const key = headers["idempotency-key"];
  const asked = askedIn(dialect, body, { at: receivedAt, headers }, (named) => offeredModel(prices, named, receivedAt));
  const { id: modelId } = asked.model;
  assertModelAllowed(caller, modelId);
  const { price, upstreamPrice } = offerOf(prices, modelId, receivedAt);
  if (!pool.serves(modelId)) throw notServed(modelId);
  const { namedModels } = asked.request;
  const otherModels = namedModels.length === 0 ? NO_OTHERS : namedModels.map((named) => allowedOther(parts, caller, named, receivedAt));
  return {
    id,
    requestId: `req_${id}`,
    receivedAt,
    startedMs,
    firstByteMs: null,
    caller,
    admission: null,
    endpoint: dialect.endpoint,
    asked,
    price,
    upstreamPrice,
    otherModels,
    prices,
    possibleModifiers: pool.modifiersFor(modelId),
    route: { account: null, moves: null },
    idempotency: key === undefined ? null : idempotencyMark(key, dialect.endpoint, body),
    holdNano: 0n,
  };
}

/** By the same conditions as the called model, and refused by its own place in the request. */
function allowedOther({ prices, pool }: RelayParts, caller: Caller, named: NamedModel, at: Date): OtherModel {
  try {
    const { model, price } = offerOf(prices, named.modelId, at);
    assertModelAllowed(caller, model.id);
    if (!pool.serves(model.id)) throw notServed(model.id);
    return { ...named, model, price };
  } catch (error) {
    if (!(error instanceof AppError) || error.param !== "model") throw error;
    throw new AppError(error.code, `${named.param}: ${error.message}`, { param: named.param });
  }
}

/** The model of this id or alias. Throws `unknown_model` also where a price is missing: nothing is served that cannot be priced. */
export function offeredModel(prices: RelayParts["prices"], modelId: string, at: Date): Model {
  return offerOf(prices, modelId, at).model;
}

function offerOf(prices: RelayParts["prices"], modelId: string, at: Date): Offer {
  const offer = prices.offer(modelId, at);
  if (!offer) throw unknownModel(modelId);
  return offer;
}

export function notServed(modelId: string): AppError {
  const message = `No upstream account serves ${modelId} at the moment. Nothing was charged. GET /api/v1/models lists what is served.`;
  return new AppError("unknown_model", message, { param: "model" });
}

function unknownModel(modelId: string): AppError {
  return new AppError("unknown_model", `There is no model ${modelId.slice(0, 100)} here. GET /api/v1/models lists those that there are.`, {
    param: "model",
  });
}
