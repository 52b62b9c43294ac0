import { expect, test } from "vitest";
import { changePerMille, classChanges, classPrice, fieldChanges, rateWarnings } from "@/lib/pricing/price-change";
import { formOfRates, RATE_FIELDS, type RateField, type RateForm, ratesOfForm } from "@/lib/pricing/rate-form";
import { MODELS } from "@/prisma/seed-data/models";
import { seedPrices } from "@/prisma/seed-data/prices";

const [beforeOctober, sinceOctober] = seedPrices("claude-sonnet-5-5");
const [haiku] = seedPrices("claude-haiku-5-5");
if (!beforeOctober || !sinceOctober || !haiku) throw new Error("the seed lacks its fixtures");
const form: RateForm = formOfRates(haiku);

test("every list price survives its own form unchanged", () => {
  for (const price of MODELS.flatMap(({ id }) => seedPrices(id))) {
    const { rates } = ratesOfForm(formOfRates(price));
    expect(rates).toEqual({
      inputPico: price.inputPico,
      outputPico: price.outputPico,
      multipliersPpm: price.multipliersPpm,
      step: price.step,
      modifierPpm: price.modifierPpm,
      webSearchNano: price.webSearchNano,
    });
  }
});

test("an admin reads dollars per million tokens and factors", () => {
  expect(form).toMatchObject({
    inputPrice: "0.1",
    cacheWrite5mMultiplier: "1.25",
    cacheReadMultiplier: "0.1",
    stepAboveTokens: "100000",
    fastFactor: "",
  });
});

test.each<[Partial<RateForm>, object]>([
  [{ cacheWrite1hMultiplier: "" }, { cacheWrite1hMultiplier: "missing" }],
  [{ cacheReadMultiplier: "0" }, { cacheReadMultiplier: "zero" }],
  [{ inputMultiplier: "-1" }, { inputMultiplier: "not_a_decimal" }],
  [{ cacheWrite5mMultiplier: "1,25" }, { cacheWrite5mMultiplier: "not_a_decimal" }],
  [{ cacheWrite5mMultiplier: "125" }, { cacheWrite5mMultiplier: "too_large" }],
  [{ inputPrice: "0.0000001" }, { inputPrice: "too_many_places" }],
  [{ outputPrice: "1e3" }, { outputPrice: "not_a_decimal" }],
  [{ fastFactor: "20" }, { fastFactor: "too_large" }],
  [{ webSearchPrice: "" }, { webSearchPrice: "missing" }],
  [{ stepInputPrice: "" }, { stepInputPrice: "step_incomplete" }],
  [{ stepAboveTokens: "1.5" }, { stepAboveTokens: "too_many_places" }],
  [
    { inputPrice: "", outputPrice: "x" },
    { inputPrice: "missing", outputPrice: "not_a_decimal" },
  ],
])("%j is refused, field by field", (typed, problems) => {
  expect(ratesOfForm({ ...form, ...typed })).toEqual({ rates: null, problems });
});

test("each of the four multipliers is its own: changing one changes no other figure", () => {
  const fields = RATE_FIELDS.filter((field) => field.endsWith("Multiplier"));
  expect(fields).toHaveLength(4);
  for (const field of fields) {
    const { rates } = ratesOfForm({ ...form, [field]: "3" });
    expect(rates && fieldChanges(haiku, rates)).toEqual([{ field, before: form[field], after: "3" }]);
  }
});

test.each<[RateField, string, string]>([
  ["inputPrice", "10000", "10000.000001"],
  ["outputPrice", "10000", "10000.000001"],
  ["cacheReadMultiplier", "100", "100.000001"],
  ["batchFactor", "10", "10.000001"],
  ["webSearchPrice", "1", "1.000000001"],
])("%s is at most %s", (field, most, above) => {
  const form = formOfRates(haiku);
  expect(ratesOfForm({ ...form, [field]: most }).problems).toBeNull();
  expect(ratesOfForm({ ...form, [field]: above }).problems).toEqual({ [field]: "too_large" });
});

test("a change lists every figure, with the resulting price of a million tokens", () => {
  expect(fieldChanges(beforeOctober, sinceOctober)).toEqual([{ field: "cacheReadMultiplier", before: "0.1", after: "0.05" }]);
  const changed = classChanges(beforeOctober, sinceOctober).filter(({ before, after }) => before !== after);
  expect(changed).toEqual([{ tokenClass: "cacheRead", isStep: false, before: "0.2", after: "0.1" }]);
});

test("a step shows what every class costs above it, beside a version that has none", () => {
  const { step, ...flat } = haiku;
  const rows = classChanges({ ...flat, step: null }, haiku).filter(({ isStep }) => isStep);
  expect(rows.map(({ tokenClass, before, after }) => [tokenClass, before, after])).toEqual([
    ["input", "0.1", "0.5"],
    ["cacheWrite5m", "0.125", "0.625"],
    ["cacheWrite1h", "0.2", "1"],
    ["cacheRead", "0.01", "0.05"],
    ["output", "0.5", "2.5"],
  ]);
  expect(step).not.toBeNull();
});

test("the first price of a model changes everything from nothing", () => {
  expect(fieldChanges(null, sinceOctober).find(({ field }) => field === "inputPrice")).toEqual({
    field: "inputPrice",
    before: "",
    after: "2",
  });
  expect(classPrice(null, "input", false)).toBeNull();
});

test("a change is shown in tenths of a percent, exactly where it can be", () => {
  expect(changePerMille({ before: "0.2", after: "0.1" })).toBe(-500n);
  expect(changePerMille({ before: "8", after: "10" })).toBe(250n);
  expect([changePerMille({ before: null, after: "1" }), changePerMille({ before: "1", after: null })]).toEqual([null, null]);
});

test("an admin is warned of one-hour writes as cheap as five-minute ones, of reads as expensive as input, and of a loss", () => {
  const { multipliersPpm } = sinceOctober;
  const withMultipliers = (changed: object) => ({ ...sinceOctober, multipliersPpm: { ...multipliersPpm, ...changed } });
  expect(rateWarnings(sinceOctober, sinceOctober)).toEqual([]);
  expect(rateWarnings(withMultipliers({ cacheWrite1h: multipliersPpm.cacheWrite5m }), null)).toEqual(["write_1h_not_above_5m"]);
  expect(rateWarnings(withMultipliers({ cacheRead: multipliersPpm.input }), null)).toEqual(["read_not_cheaper_than_input"]);
  expect(rateWarnings(sinceOctober, beforeOctober)).toEqual(["sale_below_upstream"]);
  expect(rateWarnings({ ...haiku, step: null }, haiku)).toEqual(["sale_below_upstream"]);
});
