import { limitOf } from "@/lib/api/query-fields";
import { isRetired } from "@/lib/pricing/model";
import { offeredModel } from "@/lib/relay/reception/receive-call";
import { notServed } from "@/lib/relay/refusals/model-refusals";
import type { RelayServices } from "@/lib/relay/services/services";
import { modelEntry, modelsList } from "@/lib/wire/models-list";

const MAX_PAGE_SIZE = 1_000;

/** The models that can be called now: with complete prices and an account that serves them. Throws `invalid_request` for an invalid page. */
export function listModels({ prices, pool, clock }: RelayServices, query: string): object {
  const params = new URLSearchParams(query);
  const page = {
    limit: limitOf(params, MAX_PAGE_SIZE, MAX_PAGE_SIZE),
    afterId: params.get("after_id") ?? undefined,
    beforeId: params.get("before_id") ?? undefined,
  };
  return modelsList(
    prices.offeredModels(clock.now()).filter((model) => pool.serves(model.id, isRetired(model, clock.now()))),
    page,
  );
}

/** Throws `unknown_model`. */
export function readModel({ prices, pool, clock }: RelayServices, modelId: string): object {
  const model = offeredModel(prices, modelId, clock.now());
  if (!pool.serves(model.id, isRetired(model, clock.now()))) throw notServed(model.id, model.retiresOn);
  return modelEntry(model);
}
