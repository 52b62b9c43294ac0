/** The amounts that the form offers, in whole dollars. Any other amount between the bounds may be typed. */
export const PRESET_DOLLARS = ["5", "10", "20", "50", "100"] as const;
export const MIN_TOP_UP_CENTS = 500;
export const MAX_TOP_UP_CENTS = 200_000;

/** What is wrong with a typed amount. Each has a sentence of its own. */
export type AmountRefusal =
  | "empty"
  | "not_an_amount"
  | "other_digits"
  | "thousands_comma"
  | "decimal_comma"
  | "too_precise"
  | "below_minimum"
  | "above_maximum";

export type TypedAmount = { kind: "cents"; amountCents: number } | { kind: "refused"; reason: AmountRefusal };

const DOLLARS = /^(-?)0*(\d+)(?:\.(\d*))?$/;
/** More digits than the largest top-up has. */
const MANY_DIGITS = 8;

/** Cents of an amount as a person types it: "20", "$20" or "20.50". */
export function topUpCents(text: string): TypedAmount {
  const typed = text.trim().replace(/^\$\s*/, "");
  const match = DOLLARS.exec(typed);
  if (!match) return refused(faultOf(typed));
  const [, minus, whole = "0", fraction = ""] = match;
  if (minus) return refused("below_minimum");
  if (whole.length >= MANY_DIGITS) return refused("above_maximum");
  if (fraction.length > 2) return refused("too_precise");
  const amountCents = Number.parseInt(whole + fraction.padEnd(2, "0"), 10);
  if (amountCents < MIN_TOP_UP_CENTS) return refused("below_minimum");
  if (amountCents > MAX_TOP_UP_CENTS) return refused("above_maximum");
  return { kind: "cents", amountCents };
}

/** A comma is refused, since it separates thousands for some people and cents for others. */
function faultOf(typed: string): AmountRefusal {
  if (typed === "") return "empty";
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(typed)) return "thousands_comma";
  if (/^[\d.]+,\d*$/.test(typed)) return "decimal_comma";
  if (/(?![0-9])\p{Nd}/u.test(typed)) return "other_digits";
  return "not_an_amount";
}

function refused(reason: AmountRefusal): TypedAmount {
  return { kind: "refused", reason };
}
