import { decimalsOf, isCurrency } from "@/lib/basics/currencies";

/** A sum in the smallest unit of its currency for people: 1000 of JPY is "¥1,000". Made from integers: no digit passes through a float. */
export function currencyText(minor: bigint, currency: string, locale = "en"): string {
  const decimals = isCurrency(currency) ? decimalsOf(currency) : 2;
  const digits = minor.toString().padStart(decimals + 1, "0");
  const decimal = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  const style = { style: "currency", currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals } as const;
  return new Intl.NumberFormat(locale, style).format(decimal as `${number}`);
}
