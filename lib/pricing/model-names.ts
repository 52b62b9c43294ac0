import type { PriceTable } from "@/lib/pricing/price-table";

/** The names of these models by their ids, also of retired ones. A model that the catalogue does not know is called by its id. */
export function modelNames(prices: Pick<PriceTable, "model">, ids: Iterable<string>): Record<string, string> {
  return Object.fromEntries([...ids].map((id) => [id, prices.model(id)?.displayName ?? id]));
}
