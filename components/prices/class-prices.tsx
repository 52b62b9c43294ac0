import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MarginText } from "@/components/prices/margin-text";
import { dollars } from "@/components/prices/price-text";
import { DataTable } from "@/components/ui/data-table";
import type { TableColumn } from "@/components/ui/table-column";
import { factorText } from "@/lib/basics/decimal";
import { dollarsFromNano } from "@/lib/basics/money";
import { MODIFIERS, TOKEN_CLASSES, type TokenClass } from "@/lib/basics/tokens";
import type { PriceKind } from "@/lib/pricing/price";
import { classPrice, marginPerMille } from "@/lib/pricing/price-change";
import type { PricedModel } from "@/lib/pricing/price-list";
import { multiplierPpm } from "@/lib/pricing/price-nano";

/** The price of every token class in force: sale beside upstream, and what is left. */
export function ClassPrices({ listed }: { listed: PricedModel }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const format = useFormatter();
  const prices = { sale: listed.sale.inForce, upstream: listed.upstream.inForce };
  if (!prices.sale && !prices.upstream) return null;
  const step = prices.sale?.step ?? prices.upstream?.step;
  const twoLines = (plain: ReactNode, long: ReactNode) => (
    <span className="inline-grid justify-items-end">
      <span>{plain}</span>
      {step && <span className="text-caption text-muted">{long}</span>}
    </span>
  );
  const price = (kind: PriceKind, tokenClass: TokenClass) => {
    const text = (isStep: boolean) => dollars(classPrice(prices[kind], tokenClass, isStep) ?? "0", locale);
    if (!prices[kind]) return t("inForce.none");
    return twoLines(
      text(false),
      step && t("inForce.long", { price: text(true), tokens: format.number(step.aboveTokens, { notation: "compact" }) }),
    );
  };
  const columns: TableColumn<TokenClass>[] = [
    {
      id: "class",
      name: t("inForce.token"),
      inList: "title",
      cell: (tokenClass) => (
        <>
          {t(`classes.${tokenClass}`)}{" "}
          {prices.sale && tokenClass !== "output" && (
            <span className="figure text-caption font-normal text-muted">
              {t("inForce.multiplier", { factor: factorText(multiplierPpm(tokenClass, prices.sale)) })}
            </span>
          )}
        </>
      ),
    },
    { id: "sale", name: t("inForce.sale"), isNumeric: true, inList: "value", cell: (tokenClass) => price("sale", tokenClass) },
    {
      id: "upstream",
      name: t("inForce.upstream"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: (tokenClass) => price("upstream", tokenClass),
    },
    {
      id: "margin",
      name: t("inForce.margin"),
      isNumeric: true,
      inList: "meta",
      isNamedInList: true,
      cell: (tokenClass) =>
        twoLines(
          <MarginText perMille={marginPerMille(prices.sale, prices.upstream, tokenClass, false)} />,
          <MarginText perMille={marginPerMille(prices.sale, prices.upstream, tokenClass, true)} />,
        ),
    },
  ];
  return (
    <>
      <DataTable caption={t("inForce.caption")} columns={columns} rows={TOKEN_CLASSES} rowId={(tokenClass) => tokenClass} isDense />
      {prices.sale && <Extras listed={listed} />}
    </>
  );
}

function Extras({ listed: { sale } }: { listed: PricedModel }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const format = useFormatter();
  if (!sale.inForce) return null;
  const { modifierPpm, webSearchNano } = sale.inForce;
  const factors = MODIFIERS.flatMap((modifier) => {
    const factorPpm = modifierPpm[modifier];
    return factorPpm === undefined ? [] : [`${t(`modifiers.${modifier}`)} × ${factorText(factorPpm)}`];
  });
  return (
    <p className="border-t border-line-subtle px-4 py-2 text-small text-muted">
      {factors.length > 0 ? t("inForce.modifiers", { list: format.list(factors) }) : t("inForce.noModifiers")}{" "}
      {t("inForce.webSearch", { price: dollars(dollarsFromNano(webSearchNano), locale) })}
    </p>
  );
}
