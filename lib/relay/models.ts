import type { RelayParts } from "@/lib/relay/parts";
import { offeredModel } from "@/lib/relay/receive";
import { modelEntry, modelsList } from "@/lib/wire/models-list";

/** The models that can be called now: those whose prices are complete. */
export function listModels({ prices, clock }: RelayParts): object {
  return modelsList(prices.offeredModels(clock.now()));
}

/** Throws `unknown_model`. */
export function readModel({ prices, clock }: RelayParts, modelId: string): object {
  return modelEntry(offeredModel(prices, modelId, clock.now()));
}
