import { localDecimal } from "@/components/ui/money-display";

/** Dollars from exact decimal text: at least two places, and every digit. */
export function dollars(decimal: string, locale: string): string {
  return localDecimal(decimal, locale, { style: "currency", currency: "USD", minimumFractionDigits: 2 });
}

/** The format of dates on price pages: always UTC, which the text around it says. */
export const INSTANT = { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" } as const;
export const DAY = { dateStyle: "medium", timeZone: "UTC" } as const;

/** The address of one price's page. */
export function priceHref(modelId: string, kind: string, more: Record<string, string> = {}): string {
  return `/admin/prices?${new URLSearchParams({ model: modelId, kind, ...more })}`;
}

/** What the page shows of one price. */
export const PRICE_VIEWS = ["edit", "history", "impact"] as const;
export type PriceView = (typeof PRICE_VIEWS)[number];
