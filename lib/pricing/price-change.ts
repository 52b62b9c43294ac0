import { decimalText, RATE_PLACES, unitsOfDecimal } from "@/lib/basics/decimal";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { multiplierPpm } from "@/lib/pricing/price-nano";
import { formOfRates, RATE_FIELDS, type RateField } from "@/lib/pricing/rate-form";

/** One figure that differs. An empty text means no figure. */
export type FieldChange = { field: RateField; before: string; after: string };

/** The price of a million tokens of one class, before and after; `before` is null if there was no price. */
export type ClassChange = { tokenClass: TokenClass; isStep: boolean; before: string | null; after: string | null };

/** The figures in which two versions differ, as the editor shows them. */
export function fieldChanges(before: Rates | null, after: Rates): FieldChange[] {
  const old = before && formOfRates(before);
  const next = formOfRates(after);
  return RATE_FIELDS.map((field) => ({ field, before: old?.[field] ?? "", after: next[field] })).filter(
    (change) => change.before !== change.after,
  );
}

/** The resulting price of every token class: five rows, and five more if either version has a step. */
export function classChanges(before: Rates | null, after: Rates | null): ClassChange[] {
  const hasStep = Boolean(before?.step || after?.step);
  return (hasStep ? [false, true] : [false]).flatMap((isStep) =>
    TOKEN_CLASSES.map((tokenClass) => ({
      tokenClass,
      isStep,
      before: classPrice(before, tokenClass, isStep),
      after: classPrice(after, tokenClass, isStep),
    })),
  );
}

/** USD for a million tokens of the class, as exact text. A version without a step charges long prompts like short ones. */
export function classPrice(rates: Rates | null, tokenClass: TokenClass, isStep: boolean): string | null {
  return rates && decimalText(classScaled(rates, tokenClass, isStep), RATE_PLACES + RATE_PLACES);
}

/** The rise or fall of a price in tenths of a percent; null if there is nothing to compare. */
export function changePerMille({ before, after }: Pick<ClassChange, "before" | "after">): bigint | null {
  const [old, next] = [before, after].map((text) => (text === null ? null : unitsOfDecimal(text, RATE_PLACES + RATE_PLACES)));
  return old && next ? ((next - old) * 1_000n) / old : null;
}

/** The part of the sale price that is left to the operator, in tenths of a percent; null without both prices. Below zero is a loss. */
export function marginPerMille(sale: Rates | null, upstream: Rates | null, tokenClass: TokenClass, isStep: boolean): bigint | null {
  if (!sale || !upstream) return null;
  const price = classScaled(sale, tokenClass, isStep);
  return ((price - classScaled(upstream, tokenClass, isStep)) * 1_000n) / price;
}

/** Figures that may be intended but that an admin should check: a warning, not a refusal. */
export type RateWarning = "write_1h_not_above_5m" | "read_not_cheaper_than_input" | "sale_below_upstream";

/** `upstream` is what the operator pays for the same model, if the sale price is being edited. */
export function rateWarnings(rates: Rates, upstream: Rates | null): RateWarning[] {
  const { input, cacheWrite5m, cacheWrite1h, cacheRead } = rates.multipliersPpm;
  const isBelow = (isStep: boolean) =>
    upstream !== null &&
    TOKEN_CLASSES.some((tokenClass) => classScaled(rates, tokenClass, isStep) < classScaled(upstream, tokenClass, isStep));
  return [
    ...(cacheWrite1h <= cacheWrite5m ? ["write_1h_not_above_5m" as const] : []),
    ...(cacheRead >= input ? ["read_not_cheaper_than_input" as const] : []),
    ...(isBelow(false) || isBelow(true) ? ["sale_below_upstream" as const] : []),
  ];
}

function classScaled(rates: Rates, tokenClass: TokenClass, isStep: boolean): bigint {
  const base = (isStep && rates.step) || rates;
  return (tokenClass === "output" ? base.outputPico : base.inputPico) * multiplierPpm(tokenClass, rates);
}
