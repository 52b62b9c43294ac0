import { AppError } from "@/lib/errors";
import { idempotencyMark } from "@/lib/idempotency/mark";
import { timeOfId } from "@/lib/ids";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import type { Model } from "@/lib/pricing/model";
import { readBody } from "@/lib/relay/body";
import type { Call } from "@/lib/relay/call";
import { callerOf } from "@/lib/relay/caller";
import type { Dialect } from "@/lib/relay/dialect";
import type { RelayParts } from "@/lib/relay/parts";
import type { RelayRequest } from "@/lib/relay/request";
import { bufferOf } from "@/lib/wire/json";

/** Reads a request as far as relaying it needs: whose it is, what it asks, and what that costs now. Throws AppError. */
export async function receive({ prices, pool }: RelayParts, dialect: Dialect, request: RelayRequest, id: string): Promise<Call> {
  const startedMs = performance.now();
  const receivedAt = timeOfId(id);
  const known = callerOf(request);
  const caller = known instanceof Promise ? await known : known;
  const read = readBody(request);
  const body = bufferOf(read instanceof Promise ? await read : read);
  const { headers } = request;
  const key = headers["idempotency-key"];
  const asked = dialect.read(body, { at: receivedAt, headers }, (modelId) => offeredModel(prices, modelId, receivedAt));
  const { id: modelId } = asked.model;
  assertModelAllowed(caller, modelId);
  const price = prices.priceInForce(modelId, "sale", receivedAt);
  if (!price) throw unknownModel(modelId);
  if (!pool.serves(modelId)) throw notServed(modelId);
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
    upstreamPrice: prices.priceInForce(modelId, "upstream", receivedAt),
    prices,
    possibleModifiers: pool.modifiersFor(modelId),
    route: { account: null, moves: null },
    idempotency: key === undefined ? null : idempotencyMark(key, dialect.endpoint, body),
    holdNano: 0n,
  };
}

/** The model of this id or alias. Throws `unknown_model` also where a price is missing: nothing is served that cannot be priced. */
export function offeredModel(prices: RelayParts["prices"], modelId: string, at: Date): Model {
  const model = prices.model(modelId);
  if (!model || !prices.priceInForce(model.id, "sale", at) || !prices.priceInForce(model.id, "upstream", at)) throw unknownModel(modelId);
  return model;
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
