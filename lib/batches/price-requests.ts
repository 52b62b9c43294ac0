import { setImmediate as nextTurn } from "node:timers/promises";
import { deserialize } from "node:v8";
import { AppError } from "@/lib/basics/errors";
import { inPlace } from "@/lib/batches/read-batch";
import type { Caller } from "@/lib/keys/authenticate-key";
import { assertModelAllowed } from "@/lib/keys/caller-limits";
import { isRetired } from "@/lib/pricing/model";
import type { OtherModel } from "@/lib/relay/call/call";
import { findNamed, type LookedUp, withContents, withFiles } from "@/lib/relay/files/named-files";
import { callBoundNano } from "@/lib/relay/money/bounded-call";
import { requestFacts } from "@/lib/relay/money/measure-usage";
import type { BatchedRequest, Reading } from "@/lib/relay/reading/reading-job";
import { allowedOther, assertModifiersPriced, offerOf } from "@/lib/relay/reception/receive-call";
import { unpricedModifier } from "@/lib/relay/refusals/model-refusals";
import type { RelayServices } from "@/lib/relay/services/services";
import type { PoolMember } from "@/lib/upstreams/pool/pool-member";
import { conversationHash, ranked } from "@/lib/upstreams/pool/rendezvous";
import type { RequestFacts } from "@/lib/wire/anthropic/metered-usage";

/** One request of a batch: what is held for it, and what is stored until its result arrives. */
export type PricedRequest = {
  callId: string;
  customId: string;
  modelId: string;
  priceVersion: number;
  amountNano: bigint;
  facts: RequestFacts;
};

export type PricedBatch = {
  requests: PricedRequest[];
  /** The accounts that serve every model of the batch, in the order in which to try them. */
  accounts: readonly PoolMember[];
};

/**
 * Applies the rules of a call to each request: its model, its key's list, its files, its prices, its upper bound at the batch's price.
 * Throws AppError. The requests come in packs from the reading thread; other work runs between two packs.
 */
export async function priceRequests(
  services: RelayServices,
  caller: Caller,
  { requests, files }: Pick<Reading["batch"], "requests" | "files">,
  at: Date,
): Promise<PricedBatch> {
  const found = await filesOf(caller, files);
  const noted: Noted = { at, files: found, modelIds: new Map() };
  const priced: PricedRequest[] = [];
  for (const some of requests) {
    await nextTurn();
    for (const each of deserialize(some) as BatchedRequest[]) priced.push(priceInPlace(services, caller, each, priced.length, noted));
  }
  const accounts = accountsFor(services, caller, noted.modelIds, at);
  return { requests: priced, accounts: found ? withFiles(accounts, found.accountId, "all models of this batch") : accounts };
}

/** Facts about the whole batch. `modelIds` maps each model to the place that first names it. */
type Noted = { at: Date; files: LookedUp | null; modelIds: Map<string, string> };

/** One account gets the whole batch, so it must have the files of all requests. Null for nearly all batches. */
async function filesOf({ workspaceId }: Caller, named: Reading["batch"]["files"]): Promise<LookedUp | null> {
  const [first] = named;
  if (!first) return null;
  try {
    return await findNamed(
      workspaceId,
      named.map(({ file }) => file),
    );
  } catch (error) {
    throw inPlace(error, `requests.${first.n}.params`);
  }
}

function priceInPlace(
  services: RelayServices,
  caller: Caller,
  each: BatchedRequest,
  n: number,
  { at, files, modelIds }: Noted,
): PricedRequest {
  try {
    const { model, request } = each.read;
    if (files && request.prompt.files.length > 0) request.prompt = withContents(request.prompt, files.files);
    const priced = priceRequest(services, caller, each, at);
    const named = request.namedModels.map(({ modelId, param }) => ({ id: modelId, param }));
    for (const { id, param } of [{ id: model.id, param: "model" }, ...named]) {
      if (!modelIds.has(id)) modelIds.set(id, `requests.${n}.params.${param}`);
    }
    return priced;
  } catch (error) {
    throw inPlace(error, `requests.${n}.params`);
  }
}

function priceRequest(services: RelayServices, caller: Caller, { callId, customId, read }: BatchedRequest, at: Date): PricedRequest {
  const { model, request } = read;
  assertModelAllowed(caller, model.id);
  const { price } = offerOf(services.prices, model.id, at);
  if (price.modifierPpm.batch === undefined) throw unpricedModifier("model", "a batch", model.id);
  assertModifiersPriced(read, price);
  const otherModels: OtherModel[] = request.namedModels.map((named) => allowedOther(services, caller, named, at));
  const unpriced = otherModels.find((other) => other.price.modifierPpm.batch === undefined);
  if (unpriced) throw unpricedModifier(unpriced.param, "a batch", unpriced.model.id);
  const amountNano = callBoundNano({ parsed: read, price, otherModels, isBatch: true });
  return { callId, customId, modelId: model.id, priceVersion: price.version, amountNano, facts: requestFacts({ parsed: read }) };
}

/** Only Anthropic's own API has batches, so cloud accounts are left out. One account gets the whole batch. */
function accountsFor(
  { pool, prices }: RelayServices,
  { workspaceId }: Caller,
  modelIds: ReadonlyMap<string, string>,
  at: Date,
): readonly PoolMember[] {
  let accounts = pool.all().filter((each) => each.kind === "claude-api" && !each.isDraining && each.weight > 0);
  const none = "No upstream account takes batches here.";
  if (accounts.length === 0)
    throw new AppError("not_found", `${none} Nothing was charged; send the requests to /api/v1/messages one by one.`);
  for (const [name, place] of modelIds) {
    const { model } = offerOf(prices, name, at);
    accounts = accounts.filter(({ upstream }) => upstream.servesModel(model.id, isRetired(model, at)));
    if (accounts.length === 0) {
      const message = `${place}: no account that takes batches serves ${model.id} with the other models of this batch. Nothing was charged; send it to /api/v1/messages, or in a batch of its own.`;
      throw new AppError("unknown_model", message, { param: place });
    }
  }
  const nowMs = Date.now();
  const isWell = (each: PoolMember) => [...modelIds.keys()].every((id) => each.blockReason(id, nowMs) === null);
  const inOrder = ranked(accounts, conversationHash(`${workspaceId} batches`));
  return [...inOrder.filter(isWell), ...inOrder.filter((each) => !isWell(each))];
}
