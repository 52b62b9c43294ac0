/** The amounts that the form offers, in whole dollars. Any other amount between the bounds may be typed. */
export const PRESET_DOLLARS = ["5", "20", "100"] as const;
export const MIN_TOP_UP_CENTS = 500;
export const MAX_TOP_UP_CENTS = 200_000;

export type AmountRefusal = "not_an_amount" | "below_minimum" | "above_maximum";

// Seven digits fit the column. A comma is refused, since it separates thousands for some people and cents for others.
const DOLLARS = /^\$?\s*(\d{1,7})(?:\.(\d{1,2}))?$/;

/** Cents of an amount as a person types it: "20", "$20" or "20.50". */
export function topUpCents(text: string): { kind: "cents"; amountCents: number } | { kind: "refused"; reason: AmountRefusal } {
  const match = DOLLARS.exec(text.trim());
  if (!match) return { kind: "refused", reason: "not_an_amount" };
  const [, whole = "0", fraction = ""] = match;
  const amountCents = Number.parseInt(whole + fraction.padEnd(2, "0"), 10);
  if (amountCents < MIN_TOP_UP_CENTS) return { kind: "refused", reason: "below_minimum" };
  if (amountCents > MAX_TOP_UP_CENTS) return { kind: "refused", reason: "above_maximum" };
  return { kind: "cents", amountCents };
}
