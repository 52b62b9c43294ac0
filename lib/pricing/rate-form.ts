import { decimalText, dollarsPerMillionText, factorText, RATE_PLACES, unitsOfDecimal } from "@/lib/basics/decimal";
import { MODIFIERS, type Modifier } from "@/lib/basics/tokens";
import type { InputClass, PriceStep, Rates } from "@/lib/pricing/price";

/** Each figure of a version has its own field: no multiplier is derived from another. */
export const RATE_FIELDS = [
  "inputPrice",
  "outputPrice",
  "inputMultiplier",
  "cacheWrite5mMultiplier",
  "cacheWrite1hMultiplier",
  "cacheReadMultiplier",
  "stepAboveTokens",
  "stepInputPrice",
  "stepOutputPrice",
  "fastFactor",
  "usInferenceFactor",
  "batchFactor",
  "regionalFactor",
  "webSearchPrice",
] as const;
export type RateField = (typeof RATE_FIELDS)[number];

/** Prices in USD per million tokens, multipliers and factors as decimals, web search in USD per search. Empty means none. */
export type RateForm = Record<RateField, string>;

type RateProblem = "missing" | "not_a_decimal" | "too_many_places" | "zero" | "too_large" | "step_incomplete";
export type RateProblems = Partial<Record<RateField, RateProblem>>;

type Figure = { places: number; most: bigint; isOptional?: boolean; mayBeZero?: boolean };

const PRICE = { places: RATE_PLACES, most: 10_000_000_000n };
const MULTIPLIER = { places: RATE_PLACES, most: 100_000_000n };
const FACTOR = { places: RATE_PLACES, most: 10_000_000n, isOptional: true };
const DOLLAR_PLACES = 9;

/** The range of each field: a misplaced decimal point is refused, not published. */
const FIGURES: Record<RateField, Figure> = {
  inputPrice: PRICE,
  outputPrice: PRICE,
  inputMultiplier: MULTIPLIER,
  cacheWrite5mMultiplier: MULTIPLIER,
  cacheWrite1hMultiplier: MULTIPLIER,
  cacheReadMultiplier: MULTIPLIER,
  stepAboveTokens: { places: 0, most: 10_000_000n, isOptional: true },
  stepInputPrice: { ...PRICE, isOptional: true },
  stepOutputPrice: { ...PRICE, isOptional: true },
  fastFactor: FACTOR,
  usInferenceFactor: FACTOR,
  batchFactor: FACTOR,
  regionalFactor: FACTOR,
  webSearchPrice: { places: DOLLAR_PLACES, most: 1_000_000_000n, mayBeZero: true },
};

const STEP_FIELDS = ["stepAboveTokens", "stepInputPrice", "stepOutputPrice"] as const;

export const MULTIPLIER_FIELD: Record<InputClass, RateField> = {
  input: "inputMultiplier",
  cacheWrite5m: "cacheWrite5mMultiplier",
  cacheWrite1h: "cacheWrite1hMultiplier",
  cacheRead: "cacheReadMultiplier",
};

export const FACTOR_FIELD: Record<Modifier, RateField> = {
  fast: "fastFactor",
  us_inference: "usInferenceFactor",
  batch: "batchFactor",
  regional: "regionalFactor",
};

/** The rates of a form, or the problem of each wrong field. */
export function ratesOfForm(form: RateForm): { rates: Rates; problems: null } | { rates: null; problems: RateProblems } {
  const problems: RateProblems = {};
  const units: Partial<Record<RateField, bigint>> = {};
  for (const field of RATE_FIELDS) {
    const problem = problemOf(form[field], FIGURES[field]);
    if (problem) problems[field] = problem;
    else units[field] = unitsOfDecimal(form[field], FIGURES[field].places) ?? undefined;
  }
  const given = STEP_FIELDS.filter((field) => form[field].trim() !== "");
  if (given.length > 0) for (const field of STEP_FIELDS) if (!given.includes(field)) problems[field] = "step_incomplete";
  return Object.keys(problems).length > 0 ? { rates: null, problems } : { rates: ratesOf(units), problems: null };
}

/** The form that shows these rates. */
export function formOfRates({ multipliersPpm, step, modifierPpm, ...rates }: Rates): RateForm {
  const factor = (modifier: Modifier) => optional(modifierPpm[modifier], factorText);
  return {
    inputPrice: dollarsPerMillionText(rates.inputPico),
    outputPrice: dollarsPerMillionText(rates.outputPico),
    inputMultiplier: factorText(multipliersPpm.input),
    cacheWrite5mMultiplier: factorText(multipliersPpm.cacheWrite5m),
    cacheWrite1hMultiplier: factorText(multipliersPpm.cacheWrite1h),
    cacheReadMultiplier: factorText(multipliersPpm.cacheRead),
    stepAboveTokens: step?.aboveTokens.toString() ?? "",
    stepInputPrice: optional(step?.inputPico, dollarsPerMillionText),
    stepOutputPrice: optional(step?.outputPico, dollarsPerMillionText),
    fastFactor: factor("fast"),
    usInferenceFactor: factor("us_inference"),
    batchFactor: factor("batch"),
    regionalFactor: factor("regional"),
    webSearchPrice: decimalText(rates.webSearchNano, DOLLAR_PLACES),
  };
}

/** The editor's content for a model that never had a price: the usual multipliers and no price. */
export const EMPTY_RATE_FORM: RateForm = {
  inputPrice: "",
  outputPrice: "",
  inputMultiplier: "1",
  cacheWrite5mMultiplier: "1.25",
  cacheWrite1hMultiplier: "2",
  cacheReadMultiplier: "0.1",
  stepAboveTokens: "",
  stepInputPrice: "",
  stepOutputPrice: "",
  fastFactor: "",
  usInferenceFactor: "",
  batchFactor: "",
  regionalFactor: "",
  webSearchPrice: "0.01",
};

function problemOf(text: string, figure: Figure): RateProblem | null {
  if (text.trim() === "") return figure.isOptional ? null : "missing";
  const units = unitsOfDecimal(text, figure.places);
  if (units === null) return /^\d+\.\d+$/.test(text.trim()) ? "too_many_places" : "not_a_decimal";
  if (units === 0n && !figure.mayBeZero) return "zero";
  return units > figure.most ? "too_large" : null;
}

function ratesOf(units: Partial<Record<RateField, bigint>>): Rates {
  const of = (field: RateField) => units[field] ?? 0n;
  return {
    inputPico: of("inputPrice"),
    outputPico: of("outputPrice"),
    multipliersPpm: {
      input: of("inputMultiplier"),
      cacheWrite5m: of("cacheWrite5mMultiplier"),
      cacheWrite1h: of("cacheWrite1hMultiplier"),
      cacheRead: of("cacheReadMultiplier"),
    },
    step: stepOf(units),
    modifierPpm: Object.fromEntries(
      MODIFIERS.flatMap((modifier) => {
        const factorPpm = units[FACTOR_FIELD[modifier]];
        return factorPpm === undefined ? [] : [[modifier, factorPpm]];
      }),
    ),
    webSearchNano: of("webSearchPrice"),
  };
}

function stepOf({ stepAboveTokens, stepInputPrice, stepOutputPrice }: Partial<Record<RateField, bigint>>): PriceStep | null {
  if (stepAboveTokens === undefined || stepInputPrice === undefined || stepOutputPrice === undefined) return null;
  return { aboveTokens: Number.parseInt(stepAboveTokens.toString(), 10), inputPico: stepInputPrice, outputPico: stepOutputPrice };
}

function optional(units: bigint | undefined, text: (units: bigint) => string): string {
  return units === undefined ? "" : text(units);
}
