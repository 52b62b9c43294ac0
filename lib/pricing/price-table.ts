import type { Model } from "@/lib/pricing/model";
import { PRICE_KINDS, type Price, type PriceKind } from "@/lib/pricing/price";

/** The versions that price a call of a model, for the customer and for the operator. */
export type Offer<Version extends Price = Price> = { model: Model; price: Version; upstreamPrice: Version };

/** Models and prices of one read: pure lookups. */
export type PriceTable<Version extends Price = Price> = {
  /** By exact id or exact alias; never by prefix. */
  model(idOrAlias: string): Model | null;
  priceInForce(modelId: string, kind: PriceKind, at: Date): Version | null;
  /** A model by its id or alias, with both of its prices; null if one of them is missing. */
  offer(idOrAlias: string, at: Date): Offer<Version> | null;
  priceVersion(modelId: string, kind: PriceKind, version: number): Version | null;
  /** The models with both prices in force, newest first. */
  offeredModels(at: Date): Model[];
};

export function priceTable<Version extends Price>(models: readonly Model[], prices: readonly Version[]): PriceTable<Version> {
  const byName = new Map(models.flatMap((model) => [model.id, ...model.aliases].map((name) => [name, model] as const)));
  const byPrice = { sale: new Map<string, Version[]>(), upstream: new Map<string, Version[]>() };
  for (const price of prices.toSorted(laterFirst)) {
    const versions = byPrice[price.kind].get(price.modelId);
    if (versions) versions.push(price);
    else byPrice[price.kind].set(price.modelId, [price]);
  }
  const none: Version[] = [];
  const versionsOf = (modelId: string, kind: PriceKind) => byPrice[kind].get(modelId) ?? none;
  const priceInForce = (modelId: string, kind: PriceKind, at: Date) => {
    // Compares numbers: comparing Date objects calls a method on each.
    const atMs = at.getTime();
    for (const price of versionsOf(modelId, kind)) if (price.effectiveFrom.getTime() <= atMs) return price;
    return null;
  };
  return {
    model: (idOrAlias) => byName.get(idOrAlias) ?? null,
    priceInForce,
    offer(idOrAlias, at) {
      const model = byName.get(idOrAlias);
      const price = model && priceInForce(model.id, "sale", at);
      const upstreamPrice = price && priceInForce(model.id, "upstream", at);
      return model && price && upstreamPrice ? { model, price, upstreamPrice } : null;
    },
    priceVersion: (modelId, kind, version) => versionsOf(modelId, kind).find((price) => price.version === version) ?? null,
    offeredModels: (at) => models.filter((model) => PRICE_KINDS.every((kind) => priceInForce(model.id, kind, at) !== null)),
  };
}

// Of two versions for the same instant the newer one applies. This is how a scheduled version is withdrawn.
function laterFirst(a: Price, b: Price): number {
  return b.effectiveFrom.getTime() - a.effectiveFrom.getTime() || b.version - a.version;
}
