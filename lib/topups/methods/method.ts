import type { CurrencyCode, MinorSum } from "@/lib/basics/currencies";
import type { CountryCode } from "@/lib/topups/methods/countries";

/** Stripe's names of the ways to pay through Checkout. */
export const METHOD_NAMES = [
  "card",
  "link",
  "paypal",
  "cashapp",
  "alipay",
  "wechat_pay",
  "pix",
  "upi",
  "bizum",
  "ideal",
  "bancontact",
  "p24",
  "blik",
  "multibanco",
  "sepa_debit",
  "oxxo",
  "boleto",
  "crypto",
] as const;
export type MethodName = (typeof METHOD_NAMES)[number];

/** What a method does not allow to be sold with it. The operator decides with Stripe whether a prepaid balance is one of these. */
type ForbiddenBusiness = "it_services" | "stored_value" | "crypto" | "direct_marketing" | "gift_cards" | "software";

export type PaymentMethod = {
  name: MethodName;
  /** Countries of the operator's Stripe account; null: all of them. */
  accounts: readonly CountryCode[] | null;
  /** Countries whose accounts Stripe admits one by one. */
  accountsByInvitation: readonly CountryCode[];
  /** What an order may be in, for an account of this country. */
  currencies(account: CountryCode): readonly CurrencyCode[];
  /** Its place in the list of a buyer's country: a card is 10 everywhere. */
  places: Readonly<Record<CountryCode, number>>;
  /** Its place in every other country; null: hardly anybody there has it. */
  placeElsewhere: number | null;
  smallest: MinorSum | null;
  largest: MinorSum | null;
  /** Further bounds, which only Stripe can count. */
  perBuyer: (MinorSum & { period: "day" | "month" }) | null;
  /** When the money is known to have come. `days` are working days, the most that it usually takes. */
  answer: { kind: "at_once" } | { kind: "minutes" } | { kind: "voucher" | "debit"; days: number };
  /** How long the buyer may take to pay a code or a voucher. */
  expiry: { unit: "seconds" | "days"; smallest: number; largest: number; usual: number } | null;
  /** Until when a payment can be given back; null days: no limit. Null: never. */
  refund: { days: number | null } | null;
  /** Whether it can be charged again without the buyer. */
  again: "yes" | "no" | "sepa_mandate" | "mandate" | "approval";
  /** Whether the buyer's bank can take a payment back, and whether the operator may answer. */
  dispute: "none" | "contestable" | "final";
  forbids: readonly ForbiddenBusiness[];
  /** Adaptive Pricing offers it for an order in dollars or euros, whatever its own currency is. */
  isUnlockedByAdaptivePricing: boolean;
};

/** What most methods have. Each entry of the table says what differs. */
export const USUAL_METHOD = {
  accountsByInvitation: [],
  places: {},
  placeElsewhere: null,
  smallest: null,
  largest: null,
  perBuyer: null,
  answer: { kind: "at_once" },
  expiry: null,
  refund: { days: 180 },
  again: "no",
  dispute: "none",
  forbids: [],
  isUnlockedByAdaptivePricing: false,
} as const satisfies Partial<PaymentMethod>;

export const eurOnly = (): CurrencyCode[] => ["eur"];
