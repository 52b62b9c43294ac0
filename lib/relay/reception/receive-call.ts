import { AppError } from "@/lib/basics/errors";
import { timeOfId } from "@/lib/basics/ids";
import { idempotencyMark } from "@/lib/idempotency/idempotency-mark";
import type { Caller } from "@/lib/keys/authenticate-key";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import { isRetired, type Model } from "@/lib/pricing/model";
import type { Price } from "@/lib/pricing/price";
import type { Offer } from "@/lib/pricing/price-table";
import { assertMayCall } from "@/lib/relay/admission/may-call";
import type { Call, OtherModel } from "@/lib/relay/call/call";
import { type Dialect, parseCall } from "@/lib/relay/call/dialect";
import type { RelayRequest } from "@/lib/relay/call/request";
import { readLongCall } from "@/lib/relay/reading/read-body";
import { callerOf } from "@/lib/relay/reception/caller";
import { isShort, SHORT_BODY_BYTES } from "@/lib/relay/reception/short-body";
import { notServed, unknownModel, unpricedModifier } from "@/lib/relay/refusals/model-refusals";
import type { RelayServices } from "@/lib/relay/services/services";
import type { NamedModel } from "@/lib/wire/anthropic/named-models";
import { bufferOf } from "@/lib/wire/json";
import type { StoredItems } from "@/lib/wire/openai-responses/stored-items";

/**
 * Reads what relaying needs from a request: its caller, its content, and its price now. A promise only if the key
 * is not cached, or the body is incomplete or too long to be read in this thread. Throws AppError, or rejects with it.
 */
export function receive(services: RelayServices, dialect: Dialect, request: RelayRequest, id: string): Call | Promise<Call> {
  const startedMs = performance.now();
  const caller = callerOf(request);
  if (caller instanceof Promise || !isShort(request.headers)) return receiveLater(services, dialect, request, { id, startedMs, caller });
  const body = request.readBody(SHORT_BODY_BYTES);
  if (body instanceof Promise) return receiveLater(services, dialect, request, { id, startedMs, caller, body });
  return understand(services, dialect, request.headers, { id, startedMs, caller, body: bufferOf(body) });
}

type PendingReception = { id: string; startedMs: number; caller: Caller | Promise<Caller>; body?: Promise<Uint8Array> };
type Received = { id: string; startedMs: number; caller: Caller };

async function receiveLater(services: RelayServices, dialect: Dialect, request: RelayRequest, pending: PendingReception): Promise<Call> {
  const { id, startedMs } = pending;
  const caller = await pending.caller;
  if (!isShort(request.headers)) return receiveLong(services, dialect, request, { id, startedMs, caller });
  const body = bufferOf(await (pending.body ?? request.readBody(SHORT_BODY_BYTES)));
  return understand(services, dialect, request.headers, { id, startedMs, caller, body });
}

/** A long body costs time and memory before it is parsed: its caller is checked first, and another thread reads it. */
async function receiveLong(services: RelayServices, dialect: Dialect, request: RelayRequest, received: Received): Promise<Call> {
  const { caller, id } = received;
  await assertMayCall(services, caller, Date.now());
  const receivedAt = timeOfId(id);
  const { endpoint } = dialect;
  const wanted = {
    endpoint,
    models: namedModels(services, receivedAt),
    itemsIn: (body: Buffer) => storedItemsIn(services, endpoint, caller, body),
  };
  const { read, idempotency } = await readLongCall(caller, request, wanted);
  const storeItems = itemStore(services, endpoint, caller);
  const parsed = dialect.parsed(read, { at: receivedAt, headers: request.headers, storeItems });
  return callOf(services, dialect, received, { parsed, idempotency });
}

function understand(
  services: RelayServices,
  dialect: Dialect,
  headers: RelayRequest["headers"],
  { body, ...received }: Received & { body: Buffer },
): Call {
  const receivedAt = timeOfId(received.id);
  const key = headers["idempotency-key"];
  const find = (named: string) => servedModel(services, named, receivedAt);
  const storedItems = storedItemsIn(services, dialect.endpoint, received.caller, body);
  const storeItems = itemStore(services, dialect.endpoint, received.caller);
  const parsed = parseCall(dialect, body, { at: receivedAt, headers, storeItems }, find, storedItems);
  return callOf(services, dialect, received, {
    parsed,
    idempotency: key === undefined ? null : idempotencyMark(key, dialect.endpoint, body),
  });
}

/** The items of earlier answers that the body refers to. Only one endpoint has references. */
export function storedItemsIn(
  { recentItems }: RelayServices,
  endpoint: string,
  { workspaceId }: Caller,
  body: Buffer,
): StoredItems | undefined {
  return endpoint === "responses" ? recentItems.namedIn(body, workspaceId, Date.now()) : undefined;
}

/** Stores the items of an answer for the next request of its conversation, also in the other processes. */
function itemStore({ recentItems }: RelayServices, endpoint: string, { workspaceId }: Caller) {
  if (endpoint !== "responses") return undefined;
  return (items: readonly string[]) => {
    recentItems.store(workspaceId, items, Date.now());
    recentItems.onStored?.(workspaceId, items);
  };
}

const NO_OTHERS: readonly OtherModel[] = [];

function callOf(
  services: RelayServices,
  dialect: Dialect,
  { id, startedMs, caller }: Received,
  { parsed, idempotency }: Pick<Call, "parsed" | "idempotency">,
): Call {
  const { prices, pool } = services;
  const receivedAt = timeOfId(id);
  const { id: modelId } = parsed.model;
  assertModelAllowed(caller, modelId);
  const { price, upstreamPrice } = offerOf(prices, modelId, receivedAt);
  const retired = isRetired(parsed.model, receivedAt);
  if (!pool.serves(modelId, retired)) throw notServed(modelId, parsed.model.retiresOn);
  assertModifiersPriced(parsed, price);
  const { namedModels } = parsed.request;
  const otherModels = namedModels.length === 0 ? NO_OTHERS : namedModels.map((named) => allowedOther(services, caller, named, receivedAt));
  return {
    id,
    requestId: `req_${id}`,
    receivedAt,
    startedMs,
    caller,
    endpoint: dialect.endpoint,
    format: dialect.format,
    isRetired: retired,
    parsed,
    price,
    upstreamPrice,
    otherModels,
    prices,
    possibleModifiers: pool.modifiersFor(modelId, retired),
    idempotency,
  };
}

/** The model, without a feature that no account of it has. */
export function servedModel({ prices, pool }: RelayServices, named: string, at: Date): Model {
  const model = offeredModel(prices, named, at);
  return pool.searchesWeb(model.id, isRetired(model, at)) ? model : { ...model, searchesWeb: false };
}

/** Refuses a modifier without a price: the upstream may bill it, and the caller would not pay it. */
export function assertModifiersPriced(
  { model, request: { speed, inferenceGeo } }: Pick<Call["parsed"], "model" | "request">,
  { modifierPpm }: Price,
): void {
  if (speed === "fast" && modifierPpm.fast === undefined) throw unpricedModifier("speed", "fast mode", model.id);
  if (inferenceGeo === "us" && modifierPpm.us_inference === undefined) {
    throw unpricedModifier("inference_geo", "inference in the US", model.id);
  }
}

/** Checks the conditions of the called model. A refusal names this model's own field in the request. */
export function allowedOther({ prices, pool }: RelayServices, caller: Caller, named: NamedModel, at: Date): OtherModel {
  try {
    const { model, price } = offerOf(prices, named.modelId, at);
    assertModelAllowed(caller, model.id);
    if (!pool.serves(model.id, isRetired(model, at))) throw notServed(model.id, model.retiresOn);
    return { ...named, model, price };
  } catch (error) {
    if (!(error instanceof AppError) || error.param !== "model") throw error;
    throw new AppError(error.code, `${named.param}: ${error.message}`, { param: named.param });
  }
}

/** The model of this id or alias. Throws `unknown_model` also if it has no price: a call without a price is not served. */
export function offeredModel(prices: RelayServices["prices"], modelId: string, at: Date): Model {
  return offerOf(prices, modelId, at).model;
}

export function offerOf(prices: RelayServices["prices"], modelId: string, at: Date): Offer {
  const offer = prices.offer(modelId, at);
  if (!offer) throw unknownModel(modelId);
  return offer;
}

/** All models that are offered, by each of their names. */
export function namedModels(services: RelayServices, at: Date): Map<string, Model> {
  const models = services.prices.offeredModels(at).map((model) => servedModel(services, model.id, at));
  return new Map(models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)));
}
