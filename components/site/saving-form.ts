import type { AlikeCalls } from "@/lib/pricing/caching-saving";
import type { Model } from "@/lib/pricing/model";
import type { Rates } from "@/lib/pricing/price";

/** What the calculator knows of a model. */
export type PricedModel = Pick<Model, "id" | "displayName" | "minCacheableTokens" | "contextTokens"> & { rates: Rates };

/** What is typed into the calculator; also the names in its address. */
export type SavingForm = { prompt: string; repeated: string; calls: string; model: string };
export type SavingField = Exclude<keyof SavingForm, "model">;

export const CALLS_AT_MOST = 100_000_000;

export const SAVING_CASES = {
  assistant: { prompt: "6000", repeated: "80", calls: "5000" },
  agent: { prompt: "60000", repeated: "95", calls: "1500" },
  documents: { prompt: "40000", repeated: "98", calls: "300" },
} as const;
export type SavingCase = keyof typeof SAVING_CASES;

/** The typed figures, or the fields that have none. */
export function alikeCalls(
  form: Pick<SavingForm, SavingField>,
  contextTokens: number,
): { calls: AlikeCalls; wrong: [] } | { calls: null; wrong: SavingField[] } {
  const promptTokens = wholeNumber(form.prompt, 1, contextTokens);
  const repeatedPercent = wholeNumber(form.repeated, 0, 100);
  const callsPerDay = wholeNumber(form.calls, 1, CALLS_AT_MOST);
  if (promptTokens !== null && repeatedPercent !== null && callsPerDay !== null) {
    return { calls: { promptTokens, repeatedPercent, callsPerDay }, wrong: [] };
  }
  const isWrong = { prompt: promptTokens === null, repeated: repeatedPercent === null, calls: callsPerDay === null };
  return { calls: null, wrong: (["prompt", "repeated", "calls"] as const).filter((each) => isWrong[each]) };
}

/** Thousands may be grouped by commas, spaces or apostrophes. */
function wholeNumber(text: string, least: number, most: number): number | null {
  const digits = text.trim().replace(/(?<=\d)[,\s'’](?=\d{3}(?!\d))/g, "");
  if (!/^\d{1,9}$/.test(digits)) return null;
  const value = Number(digits);
  return value >= least && value <= most ? value : null;
}
