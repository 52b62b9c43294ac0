import { useLocale, useTranslations } from "next-intl";
import type { Offer } from "@/components/site/offers";
import { localDecimal } from "@/components/ui/money-display";
import { factorText } from "@/lib/basics/decimal";
import { dollarsFromNano } from "@/lib/basics/money";
import { MODIFIERS } from "@/lib/basics/tokens";

/** What multiplies a price or comes on top of it, with the models for which it holds. */
export function PriceFactors({ offers }: { offers: readonly Offer[] }) {
  const t = useTranslations("home.factors");
  const locale = useLocale();
  const dollars = (nano: bigint) =>
    localDecimal(dollarsFromNano(nano), locale, { style: "currency", currency: "USD", minimumFractionDigits: 2 });
  const factors = MODIFIERS.flatMap((modifier) =>
    grouped(offers, ({ price }) => price.modifierPpm[modifier]).map(([ppm, names]) => {
      return { key: `${modifier} ${ppm}`, name: t(modifier), value: t("times", { factor: factorText(ppm) }), names };
    }),
  );
  const searches = grouped(offers, ({ price }) => price.webSearchNano || undefined).map(([nano, names]) => {
    return { key: `search ${nano}`, name: t("webSearch"), value: t("each", { price: dollars(nano) }), names };
  });
  return (
    <dl className="divide-y divide-line-subtle border-y text-body">
      {[...factors, ...searches].map(({ key, name, value, names }) => (
        <div key={key} className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[14rem_6rem_minmax(0,1fr)]">
          <dt className="font-medium">{name}</dt>
          <dd className="figure">{value}</dd>
          <dd className="text-muted">{names.length === offers.length ? t("all") : names.join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The offers that have a figure, by the figure. */
function grouped(offers: readonly Offer[], figureOf: (offer: Offer) => bigint | undefined): [bigint, string[]][] {
  const found = new Map<bigint, string[]>();
  for (const offer of offers) {
    const figure = figureOf(offer);
    if (figure !== undefined) found.set(figure, [...(found.get(figure) ?? []), offer.model.displayName]);
  }
  return [...found];
}
