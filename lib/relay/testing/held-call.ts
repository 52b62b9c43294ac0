import { newId } from "@/lib/basics/ids";
import { priceTable } from "@/lib/pricing/price-table";
import { type Admission, Gate } from "@/lib/rates/admission";
import type { Call } from "@/lib/relay/call/call";
import { type Dialect, parseCall } from "@/lib/relay/call/dialect";
import type { Hold } from "@/lib/relay/call/hold";
import { messagesDialect } from "@/lib/relay/reception/messages-dialect";
import { ASK, MODEL } from "@/lib/relay/testing/golden";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

/** A call for a stream after its hold, without a database. Its price is the catalogue's. */
export function heldCall({ dialect = messagesDialect as Dialect, amountNano = 1_000_000_000n } = {}): Hold {
  const receivedAt = new Date();
  const sale = { modelId: MODEL, kind: "sale" as const, version: 1 };
  const prices = priceTable(
    MODELS,
    seedPrices(MODEL).map((price) => ({ ...price, ...sale })),
  );
  const [model, price] = [prices.model(MODEL), prices.priceInForce(MODEL, "sale", receivedAt)];
  if (!model || !price) throw new Error(`${MODEL} is not in the catalogue`);
  const id = newId();
  const body = Buffer.from(JSON.stringify({ ...ASK, stream: true }));
  const call: Call = {
    id,
    requestId: `req_${id}`,
    receivedAt,
    startedMs: performance.now(),
    caller: { workspaceId: newId(), keyId: newId(), keyName: "Test", prefix: "sk-relais-test", lastFour: "0000", limits: null },
    endpoint: dialect.endpoint,
    format: dialect.format,
    isRetired: false,
    parsed: parseCall(dialect, body, { at: receivedAt, headers: {} }, () => model),
    price,
    upstreamPrice: null,
    otherModels: [],
    prices,
    possibleModifiers: [],
    idempotency: null,
  };
  return { call, amountNano, admission: admissionOf(call), filesAccountId: null, freeDocuments: null };
}

function admissionOf({ id, caller: { workspaceId, keyId } }: Call): Admission {
  const workspace = { requestsPerMinute: null, tokensPerMinute: null, concurrentCalls: null };
  const admitted = new Gate().admit({ callId: id, workspaceId, keyId, workspace, key: null, promptTokens: 0 }, Date.now());
  if (admitted instanceof Promise || admitted.kind === "refused") throw new Error("A gate without limits lets every call in");
  return admitted.admission;
}
