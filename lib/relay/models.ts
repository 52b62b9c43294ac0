import type { RelayParts } from "@/lib/relay/parts";
import { notServed, offeredModel } from "@/lib/relay/receive";
import { modelEntry, modelsList } from "@/lib/wire/models-list";

/** The models that can be called now: those whose prices are complete and which an account serves. */
export function listModels({ prices, pool, clock }: RelayParts): object {
  return modelsList(prices.offeredModels(clock.now()).filter((model) => pool.serves(model.id)));
}

/** Throws `unknown_model`. */
export function readModel({ prices, pool, clock }: RelayParts, modelId: string): object {
  const model = offeredModel(prices, modelId, clock.now());
  if (!pool.serves(model.id)) throw notServed(model.id);
  return modelEntry(model);
}
