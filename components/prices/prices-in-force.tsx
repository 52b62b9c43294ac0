import { useFormatter, useLocale, useTranslations } from "next-intl";
import { dollars } from "@/components/prices/price-text";
import { Card } from "@/components/ui/card";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { factorText } from "@/lib/basics/decimal";
import { dollarsFromNano } from "@/lib/basics/money";
import { MODIFIERS, TOKEN_CLASSES } from "@/lib/basics/tokens";
import { PRICE_KINDS, type Rates } from "@/lib/pricing/price";
import { classPrice } from "@/lib/pricing/price-change";
import type { PricedModel } from "@/lib/pricing/price-list";
import { multiplierPpm } from "@/lib/pricing/price-nano";

/** The price of every token class now: sale beside upstream, so that the margin is visible. */
export function PricesInForce({ listed }: { listed: PricedModel }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const format = useFormatter();
  const { inForce } = listed.sale;
  if (!inForce) return null;
  const steps = PRICE_KINDS.flatMap((kind) => listed[kind].inForce?.step?.aboveTokens ?? []);
  const above = steps[0] === undefined ? null : format.number(steps[0]);
  const factors = MODIFIERS.flatMap((modifier) => {
    const factorPpm = inForce.modifierPpm[modifier];
    return factorPpm === undefined ? [] : [`${t(`modifiers.${modifier}`)} × ${factorText(factorPpm)}`];
  });
  return (
    <Card title={t("inForce.title")} description={t("perMillion")} isFlush>
      <ClassPrices
        listed={listed}
        caption={above === null ? t("inForce.all") : t("inForce.short", { tokens: above })}
        isStep={false}
        hasStep={above !== null}
      />
      {above !== null && <ClassPrices listed={listed} caption={t("inForce.long", { tokens: above })} isStep hasStep />}
      <p className="border-t px-4 py-3 text-body text-muted sm:px-5">
        {factors.length > 0 ? t("inForce.modifiers", { list: format.list(factors) }) : t("inForce.noModifiers")}{" "}
        {t("inForce.webSearch", { price: dollars(dollarsFromNano(inForce.webSearchNano), locale) })}
      </p>
    </Card>
  );
}

type ClassPricesProps = { listed: PricedModel; caption: string; isStep: boolean; hasStep: boolean };

function ClassPrices({ listed, caption, isStep, hasStep }: ClassPricesProps) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const text = (rates: Rates | null, tokenClass: (typeof TOKEN_CLASSES)[number]) => {
    const price = classPrice(rates, tokenClass, isStep);
    return price === null ? t("inForce.none") : dollars(price, locale);
  };
  const heading = (kind: (typeof PRICE_KINDS)[number]) => {
    const version = listed[kind].inForce?.version;
    return version === undefined ? t(`kinds.${kind}`) : `${t(`kinds.${kind}`)}, ${t("inForce.version", { version })}`;
  };
  return (
    <div className="border-t">
      {hasStep && (
        <p className="px-4 pt-3 text-body font-medium sm:px-5" aria-hidden>
          {caption}
        </p>
      )}
      <Table caption={caption}>
        <TableHead>
          <ColumnHeader>{t("inForce.token")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("inForce.multiplier")}</ColumnHeader>
          {PRICE_KINDS.map((kind) => (
            <ColumnHeader key={kind} isNumeric>
              {heading(kind)}
            </ColumnHeader>
          ))}
        </TableHead>
        <TableBody>
          {TOKEN_CLASSES.map((tokenClass) => (
            <TableRow key={tokenClass}>
              <RowHeader>{t(`classes.${tokenClass}`)}</RowHeader>
              <Cell isNumeric label={t("inForce.multiplier")}>
                {listed.sale.inForce && tokenClass !== "output" ? `× ${factorText(multiplierPpm(tokenClass, listed.sale.inForce))}` : "–"}
              </Cell>
              {PRICE_KINDS.map((kind) => (
                <Cell key={kind} isNumeric label={t(`kinds.${kind}`)}>
                  {text(listed[kind].inForce, tokenClass)}
                </Cell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
