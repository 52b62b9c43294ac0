import "server-only";
import type { Model } from "@/lib/pricing/model";
import type { Price, Rates } from "@/lib/pricing/price";
import { priceBook } from "@/lib/pricing/price-book";

export type Offer = { model: Model; price: Price };

/** What can be called now, with the price in force: newest first. */
export async function offersNow(now: Date): Promise<Offer[]> {
  const book = await priceBook();
  return book.offeredModels(now).flatMap((model) => {
    const price = book.priceInForce(model.id, "sale", now);
    return price ? [{ model, price }] : [];
  });
}

/** The figures of a price that the browser calculates with. */
export function ratesOf({ inputPico, outputPico, multipliersPpm, step }: Price): Rates {
  return { inputPico, outputPico, multipliersPpm, step, modifierPpm: {}, webSearchNano: 0n };
}

/** The model that samples and the example receipt use: the newest one of the line in the middle. */
export function exampleOffer(offers: readonly Offer[]): Offer | undefined {
  return offers.find(({ model }) => model.line === "sonnet") ?? offers[0];
}
