import "server-only";
import type { CurrencyCode } from "@/lib/basics/currencies";
import { type ExchangeRate, readExchangeRates } from "@/lib/exchange/exchange-rates";
import { withMargin } from "@/lib/exchange/margin";
import { type OfferedMethod, type OfferQuestion, offersFor, type WithheldMethod } from "@/lib/topups/methods/offers";
import type { OrderTerms } from "@/lib/topups/orders/order";
import { type PaymentTerms, readPaymentTerms } from "@/lib/topups/terms/payment-terms";

/** How long the sum of an order in another currency holds. */
export const PRICED_FOR_MS = 30 * 60_000;

/** What a page needs to offer ways to pay for any amount: all but the amount and the buyer's country. */
export type Selling = Omit<OfferQuestion, "amountCents" | "buyerCountry">;

type Market = { terms: PaymentTerms; rates: Map<string, ExchangeRate> };
export type Choice = { amountCents: number; method: string; country: string | null };
export type PricedOrder =
  | { kind: "priced"; terms: OrderTerms }
  /** The method does not take this sum from this buyer, or does not exist: null. */
  | { kind: "withheld"; why: WithheldMethod | null };

/** How the operator sells now, by the newest rates. */
export async function readSelling(now: Date): Promise<Selling> {
  return sellingOf(await readMarket(now));
}

/** The terms of an order by one method. The currency and the sum follow from the operator's terms and the newest rate. */
export async function priceOrder({ amountCents, method, country }: Choice, now: Date): Promise<PricedOrder> {
  const market = await readMarket(now);
  const { offered, withheld } = offersFor({ ...sellingOf(market), buyerCountry: country, amountCents: BigInt(amountCents) });
  const offer = offered.find(({ name }) => name === method);
  if (!offer) return { kind: "withheld", why: withheld.find(({ name }) => name === method) ?? null };
  return { kind: "priced", terms: termsOf(offer, country, market, now) };
}

async function readMarket(now: Date): Promise<Market> {
  const [terms, rates] = await Promise.all([readPaymentTerms(), readExchangeRates(now)]);
  return { terms, rates };
}

function sellingOf({ terms, rates }: Market): Selling {
  const withMargins = [...rates].map(([currency, { rate }]) => [currency, withMargin(rate, terms.marginPpm)]);
  return {
    operatorCountry: terms.country,
    rates: Object.fromEntries(withMargins) as Partial<Record<CurrencyCode, string>>,
    adaptivePricing: terms.isAdaptive,
    turnedOff: terms.turnedOff,
    invitedTo: terms.invitedTo,
    settlementCurrencies: terms.settledIn,
  };
}

function termsOf({ name, charge, isPricedByStripe }: OfferedMethod, country: string | null, market: Market, now: Date): OrderTerms {
  const used = market.rates.get(charge.currency);
  const until = new Date(now.getTime() + PRICED_FOR_MS);
  const { marginPpm } = market.terms;
  return {
    service: "stripe",
    method: name,
    country,
    currency: charge.currency,
    chargeMinor: charge.amountMinor,
    feeMinor: 0,
    isAdaptive: isPricedByStripe,
    quote: used ? { rate: used.rate, source: used.source, at: used.at, marginPpm, until } : null,
  };
}
