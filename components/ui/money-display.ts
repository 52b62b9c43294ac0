import { dollarsFromNano } from "@/lib/basics/money";

const NANO_DIGITS = 9;
const CENT_DIGITS = 2;

/**
 * How an amount is displayed. A balance is rounded down and what was charged up, so that neither promises too much. All texts come from
 * integers: no digit passes through a float.
 * - `balance`: whole cents of what somebody has or saved.
 * - `sum`: whole cents of several charges.
 * - `call`: four decimals, for the charge of one call in a list.
 * - `exact`: every digit, at least two decimals.
 */
export type MoneyKind = "balance" | "sum" | "call" | "exact";

const DECIMALS: Record<MoneyKind, number> = { balance: CENT_DIGITS, sum: CENT_DIGITS, call: 4, exact: NANO_DIGITS };

/** A piece of the text: what stands after the cents is of minor weight. */
type MoneyPiece = { text: string; isMinor: boolean };

/** Dollars for people. Something below the smallest shown amount is "<$0.01" and never nothing. */
export function moneyText(amountNano: bigint, kind: MoneyKind, locale = "en"): string {
  return moneyPieces(amountNano, kind, locale)
    .map(({ text }) => text)
    .join("");
}

export function moneyPieces(amountNano: bigint, kind: MoneyKind, locale = "en"): MoneyPiece[] {
  const unit = 10n ** BigInt(NANO_DIGITS - DECIMALS[kind]);
  const isTiny = amountNano > 0n && amountNano < unit;
  const shown = isTiny ? unit : rounded(amountNano, unit, kind === "balance");
  const format = formatOf(locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: kind === "exact" ? CENT_DIGITS : DECIMALS[kind],
    maximumFractionDigits: 20,
  });
  // Intl reads decimal text exactly; its type accepts only the literal form.
  const parts = format.formatToParts(dollarsFromNano(shown) as `${number}`);
  const pieces = parts.flatMap(({ type, value }) =>
    type === "fraction" ? [plain(value.slice(0, CENT_DIGITS)), { text: value.slice(CENT_DIGITS), isMinor: true }] : [plain(value)],
  );
  return joined(isTiny ? [plain("<"), ...pieces] : pieces);
}

/** A decimal text of any length in the locale's own digits and separators, unrounded. */
export function localDecimal(decimal: string, locale = "en", options: Intl.NumberFormatOptions = {}): string {
  return formatOf(locale, { maximumFractionDigits: 20, ...options }).format(decimal as `${number}`);
}

// To make a format takes as long as to write thirty amounts. Locales and options are those of our own code, so there are few.
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(name) ?? new Intl.NumberFormat(locale, options);
  formats.set(name, format);
  return format;
}

const plain = (text: string): MoneyPiece => ({ text, isMinor: false });

/** Neighbours of one weight as one piece. */
function joined(pieces: MoneyPiece[]): MoneyPiece[] {
  const result: MoneyPiece[] = [];
  for (const piece of pieces.filter(({ text }) => text !== "")) {
    const last = result.at(-1);
    if (last?.isMinor === piece.isMinor) last.text += piece.text;
    else result.push({ ...piece });
  }
  return result;
}

function rounded(amountNano: bigint, unit: bigint, isDown: boolean): bigint {
  const remainder = ((amountNano % unit) + unit) % unit;
  if (remainder === 0n) return amountNano;
  return isDown ? amountNano - remainder : amountNano - remainder + unit;
}
