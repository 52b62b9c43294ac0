import { decimalText, RATE_PLACES } from "@/lib/pricing/decimal";
import type { Rates } from "@/lib/pricing/price";
import { multiplierPpm } from "@/lib/pricing/price-nano";
import { formOfRates, RATE_FIELDS, type RateField } from "@/lib/pricing/rate-form";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/tokens";

/** One figure that differs: empty text where there is none. */
export type FieldChange = { field: RateField; before: string; after: string };

/** What a million tokens of one class cost, before and after; `before` is null where there was no price. */
export type ClassChange = { tokenClass: TokenClass; isStep: boolean; before: string | null; after: string | null };

/** The figures in which two versions differ, as they stand in the editor. */
export function fieldChanges(before: Rates | null, after: Rates): FieldChange[] {
  const old = before && formOfRates(before);
  const next = formOfRates(after);
  return RATE_FIELDS.map((field) => ({ field, before: old?.[field] ?? "", after: next[field] })).filter(
    (change) => change.before !== change.after,
  );
}

/** What every token class comes to: five rows, and five more where either version has a step. */
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
  if (!rates) return null;
  const base = (isStep && rates.step) || rates;
  const pico = tokenClass === "output" ? base.outputPico : base.inputPico;
  return decimalText(pico * multiplierPpm(tokenClass, rates), RATE_PLACES + RATE_PLACES);
}
