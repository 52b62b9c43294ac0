import { type CurrencyCode, chargeMinor, type DollarRate, type MinorSum, smallestChargeMinor } from "@/lib/basics/currencies";
import { type CountryCode, currencyOf } from "@/lib/topups/methods/countries";
import type { MethodName, PaymentMethod } from "@/lib/topups/methods/method";
import { acceptsAccount, PAYMENT_METHODS } from "@/lib/topups/methods/payment-methods";

export type OfferQuestion = {
  /** Country of the operator's Stripe account. */
  operatorCountry: CountryCode;
  /** Null: not known. */
  buyerCountry: CountryCode | null;
  /** US cents that the order buys. */
  amountCents: bigint;
  /** What an order in each currency would be charged by, the operator's margin included. A currency without a rate is not sold in. */
  rates: Partial<Record<CurrencyCode, DollarRate>>;
  adaptivePricing: boolean;
  turnedOff?: readonly MethodName[];
  /** Methods that Stripe has opened to this account by invitation. */
  invitedTo?: readonly MethodName[];
  /** Currencies that the account settles in, without converting. Adaptive Pricing needs the order to be in one of them. */
  settlementCurrencies?: readonly CurrencyCode[];
};

export type OfferedMethod = {
  name: MethodName;
  /** What its order is in, and how much of it is charged before fees and tax. */
  charge: MinorSum;
  /** The buyer sees and pays a price in another currency, by Stripe's rate. */
  isPricedByStripe: boolean;
  /** People in the buyer's country commonly have it. */
  isLikely: boolean;
};

export type WithheldMethod = { name: MethodName; isLikely: boolean } & (
  | { reason: "turned_off" | "not_for_operator_country" | "no_currency" }
  | { reason: "too_small" | "too_large"; limit: MinorSum }
);

/** Stripe's largest charge has eight digits, in any currency. */
const LARGEST_CHARGE_MINOR = 99_999_999n;
const UNLIKELY_PLACE = 100;

/** What a page offers, most likely first, and what it cannot offer, with the reason. */
export function offersFor(question: OfferQuestion): { offered: OfferedMethod[]; withheld: WithheldMethod[] } {
  const answers = PAYMENT_METHODS.map((method) => ({ method, place: placeOf(method, question.buyerCountry) }))
    .sort((one, other) => one.place - other.place)
    .map(({ method, place }) => ({ ...answerFor(method, question), isLikely: place < UNLIKELY_PLACE }));
  return {
    offered: answers.filter((answer): answer is OfferedMethod => "charge" in answer),
    withheld: answers.filter((answer): answer is WithheldMethod => "reason" in answer),
  };
}

type Answer = Omit<OfferedMethod, "isLikely"> | DistributiveOmit<WithheldMethod, "isLikely">;
type DistributiveOmit<T, Name extends string> = T extends unknown ? Omit<T, Name> : never;

function placeOf(method: PaymentMethod, buyerCountry: CountryCode | null): number {
  return method.places[buyerCountry ?? ""] ?? method.placeElsewhere ?? UNLIKELY_PLACE;
}

function answerFor(method: PaymentMethod, question: OfferQuestion): Answer {
  const { name } = method;
  if (question.turnedOff?.includes(name)) return { name, reason: "turned_off" };
  const isInvited = question.invitedTo?.includes(name) ?? false;
  if (!acceptsAccount(method, question.operatorCountry, isInvited)) return { name, reason: "not_for_operator_country" };
  const choice = chargeOf(method, question);
  if (!choice) return { name, reason: "no_currency" };
  const bound = brokenBound(method, choice.charge, question);
  return bound ? { name, ...bound } : { name, ...choice };
}

/** Dollars where the method takes them, then dollars with Stripe's local price, then what the buyer counts in, then any other. */
function chargeOf(method: PaymentMethod, question: OfferQuestion): Pick<OfferedMethod, "charge" | "isPricedByStripe"> | null {
  const currencies = method.currencies(question.operatorCountry);
  const settled = question.settlementCurrencies ?? [currencyOf(question.operatorCountry) ?? "usd"];
  const unlocked = question.adaptivePricing && method.isUnlockedByAdaptivePricing;
  const direct = (currency: CurrencyCode | null) => (currency && currencies.includes(currency) ? sumIn(currency, question) : null);
  const adaptive = (currency: CurrencyCode) => (unlocked && settled.includes(currency) ? sumIn(currency, question) : null);
  const ours = (charge: MinorSum | null) => charge && { charge, isPricedByStripe: false };
  const byStripe = (charge: MinorSum | null) => charge && { charge, isPricedByStripe: true };
  return (
    ours(direct("usd")) ??
    byStripe(adaptive("usd")) ??
    ours(direct(currencyOf(question.buyerCountry ?? ""))) ??
    ours(direct(currencyOf(question.operatorCountry))) ??
    ours(currencies.map(direct).find((charge) => charge !== null) ?? null) ??
    byStripe(adaptive("eur"))
  );
}

/** The ordered dollars in a currency; null without a rate. */
function sumIn(currency: CurrencyCode, { amountCents, rates }: OfferQuestion): MinorSum | null {
  if (currency === "usd") return { amountMinor: amountCents, currency };
  const rate = rates[currency];
  const amountMinor = rate === undefined ? null : chargeMinor(amountCents, currency, rate);
  return amountMinor === null ? null : { amountMinor, currency };
}

type Bound = { reason: "too_small" | "too_large"; limit: MinorSum };

/** The first bound that the sum breaks. A bound in a currency without a rate is left to Stripe, which knows its own. */
function brokenBound(method: PaymentMethod, charge: MinorSum, question: OfferQuestion): Bound | null {
  const { currency } = charge;
  const amountIn = (other: CurrencyCode) => (other === currency ? charge : sumIn(other, question))?.amountMinor ?? null;
  const smallestOfAll = smallestChargeMinor(currency);
  const smallest = [method.smallest, smallestOfAll === null ? null : { amountMinor: smallestOfAll, currency }];
  const largest = [method.largest, { amountMinor: LARGEST_CHARGE_MINOR, currency }];
  for (const limit of smallest) {
    const amount = limit && amountIn(limit.currency);
    if (limit && amount !== null && amount < limit.amountMinor) return { reason: "too_small", limit };
  }
  for (const limit of largest) {
    const amount = limit && amountIn(limit.currency);
    if (limit && amount !== null && amount > limit.amountMinor) return { reason: "too_large", limit };
  }
  return null;
}
