import "server-only";
import { postgres } from "@/lib/platform/postgres";
import type { Model } from "@/lib/pricing/model";
import { PRICE_KINDS, type PriceKind, type PublishedPrice } from "@/lib/pricing/price";
import { readModels, readPrices } from "@/lib/pricing/read-prices";

/** `replaced` was in force once; `withdrawn` never was, since a newer version was published for the same instant. */
export type VersionState = "in_force" | "scheduled" | "replaced" | "withdrawn";

/** A version with the time in which it applies; `until` is null if no version follows. */
export type DatedPrice = PublishedPrice & { until: Date | null; state: VersionState };

export type PriceVersions = {
  /** Newest version first. */
  history: DatedPrice[];
  inForce: DatedPrice | null;
  /** Soonest first. */
  scheduled: DatedPrice[];
};

export type PricedModel = { model: Model; isOffered: boolean } & Record<PriceKind, PriceVersions>;

/** The whole catalogue with every version of every price at the time `at`, newest model first. */
export async function readPriceList(at: Date): Promise<PricedModel[]> {
  const [models, prices] = await Promise.all([readModels(postgres()), readPrices(postgres())]);
  return models.map((model) => {
    const [sale, upstream] = PRICE_KINDS.map((kind) =>
      priceVersions(
        prices.filter((price) => price.modelId === model.id && price.kind === kind),
        at,
      ),
    ) as [PriceVersions, PriceVersions];
    return { model, sale, upstream, isOffered: sale.inForce !== null && upstream.inForce !== null };
  });
}

/** The versions of one price at the time `at`, each with the time in which it applies. */
export function priceVersions(prices: readonly PublishedPrice[], at: Date): PriceVersions {
  const byDate = prices.toSorted((a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime() || a.version - b.version);
  const dated = byDate.map((price, index): DatedPrice => {
    const until = byDate[index + 1]?.effectiveFrom ?? null;
    return { ...price, until, state: stateOf(price.effectiveFrom, until, at) };
  });
  return {
    history: dated.toSorted((a, b) => b.version - a.version),
    inForce: dated.find(({ state }) => state === "in_force") ?? null,
    scheduled: dated.filter(({ state }) => state === "scheduled"),
  };
}

function stateOf(from: Date, until: Date | null, at: Date): VersionState {
  if (until?.getTime() === from.getTime()) return "withdrawn";
  if (from > at) return "scheduled";
  return until === null || until > at ? "in_force" : "replaced";
}
