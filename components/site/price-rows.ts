import type { Offer } from "@/components/site/offers";
import { localDecimal } from "@/components/ui/money-display";
import { TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { Rates } from "@/lib/pricing/price";
import { classPrice } from "@/lib/pricing/price-change";

type ClassTexts = Record<TokenClass, string>;

/** One model in the list of prices: texts, so that the browser needs no arithmetic for it. */
export type PriceRow = {
  id: string;
  name: string;
  /** The line's name as a person writes it: "Claude Opus". */
  line: string;
  prices: ClassTexts;
  /** For prompts that are longer than the model's step. */
  long: { above: string; prices: ClassTexts } | null;
  context: string;
  isRetired: boolean;
  /** The day on which Anthropic retires it, as text. */
  retiresOn: string | null;
};

export type PriceGroup = { line: string; newest: PriceRow; older: PriceRow[] };

/** Models by line: the line with the most expensive newest model first, and in each line the newest model first. */
export function priceGroups(offers: readonly Offer[], locale: string): PriceGroup[] {
  const lines = [...new Set(offers.map(({ model }) => model.line))].map((line) => offers.filter(({ model }) => model.line === line));
  const newestInput = ([newest]: Offer[]) => newest?.price.inputPico ?? 0n;
  return lines
    .toSorted((a, b) => (newestInput(a) === newestInput(b) ? 0 : newestInput(a) < newestInput(b) ? 1 : -1))
    .flatMap((line) => {
      const [newest, ...older] = line.map((offer) => priceRow(offer, locale));
      return newest ? [{ line: newest.line, newest, older }] : [];
    });
}

/** Dollars for a million tokens of each class. */
export function classTexts(rates: Rates, isStep: boolean, locale: string): ClassTexts {
  const dollars = (tokenClass: TokenClass) =>
    localDecimal(classPrice(rates, tokenClass, isStep) ?? "0", locale, { style: "currency", currency: "USD", minimumFractionDigits: 2 });
  return Object.fromEntries(TOKEN_CLASSES.map((each) => [each, dollars(each)])) as ClassTexts;
}

function priceRow({ model, price }: Offer, locale: string): PriceRow {
  return {
    id: model.id,
    name: model.displayName,
    line: `Claude ${model.line.charAt(0).toUpperCase()}${model.line.slice(1)}`,
    prices: classTexts(price, false, locale),
    long: price.step && { above: compact(price.step.aboveTokens, locale), prices: classTexts(price, true, locale) },
    context: compact(model.contextTokens, locale),
    isRetired: model.lifecycle === "retired",
    retiresOn:
      model.lifecycle === "deprecated" && model.retiresOn
        ? new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${model.retiresOn}T00:00:00Z`))
        : null,
  };
}

function compact(count: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact" }).format(count);
}
