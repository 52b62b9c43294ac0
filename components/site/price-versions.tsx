import { useFormatter, useLocale, useTranslations } from "next-intl";
import { classTexts } from "@/components/site/price-rows";
import { Badge } from "@/components/ui/badge";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";
import { fieldChanges } from "@/lib/pricing/price-change";
import type { DatedPrice, PricedModel } from "@/lib/pricing/price-list";

type Version = { name: string; price: DatedPrice; previous: DatedPrice | undefined };

/** Every version of every sale price, newest date first. Versions that come are above those in force. */
export function PriceVersions({ models }: { models: readonly PricedModel[] }) {
  const t = useTranslations("home.versions");
  const format = useFormatter();
  const versions = models
    .flatMap(({ model, sale }): Version[] =>
      sale.history.map((price) => ({
        name: model.displayName,
        price,
        previous: sale.history.find(({ version }) => version === price.version - 1),
      })),
    )
    .filter(({ price }) => price.state !== "withdrawn")
    .toSorted((a, b) => b.price.effectiveFrom.getTime() - a.price.effectiveFrom.getTime());
  return (
    <Table caption={t("title")} isWide className="border-y">
      <TableHead>
        <ColumnHeader>{t("from")}</ColumnHeader>
        <ColumnHeader>{t("model")}</ColumnHeader>
        {TOKEN_CLASSES.map((each) => (
          <ColumnHeader key={each} isNumeric>
            {t(each)}
          </ColumnHeader>
        ))}
      </TableHead>
      <TableBody>
        {versions.map(({ name, price, previous }) => (
          <TableRow key={`${price.modelId} ${price.version}`} id={`${price.modelId}-${price.version}`} className="target:bg-selected">
            <RowHeader className="whitespace-nowrap">{format.dateTime(price.effectiveFrom, dateOf(price.effectiveFrom))}</RowHeader>
            <Cell label={t("model")}>
              <span className="grid justify-items-start gap-1">
                <span className="font-medium">{name}</span>
                <span className="flex flex-wrap items-center gap-x-2 text-muted">
                  {price.state === "replaced" && price.until
                    ? t("until", { version: price.version, date: format.dateTime(price.until, dateOf(price.until)) })
                    : t("version", { version: price.version })}
                  {price.state === "scheduled" && <Badge tone="accent">{t("scheduled")}</Badge>}
                </span>
                <Factors price={price} previous={previous} />
              </span>
            </Cell>
            <Prices price={price} previous={previous} isStep={false} />
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

const IN_COLUMNS = /^(inputPrice|outputPrice|\w+Multiplier)$/;

/** Changes of what has no column: modifiers, web searches, and the prices of long prompts. */
function Factors({ price, previous }: { price: DatedPrice; previous: DatedPrice | undefined }) {
  const t = useTranslations("home.versions");
  const fields = useTranslations("prices.fields");
  if (!previous) return null;
  return fieldChanges(previous, price)
    .filter(({ field }) => !IN_COLUMNS.test(field))
    .map(({ field, before, after }) => (
      <span key={field} className="text-muted">
        {t("changed", { field: fields(field), before: before || t("none"), after: after || t("none") })}
      </span>
    ));
}

/** A figure that changed has the former one below it. */
function Prices({ price, previous, isStep }: { price: DatedPrice; previous: DatedPrice | undefined; isStep: boolean }) {
  const t = useTranslations("home.versions");
  const locale = useLocale();
  const texts = classTexts(price, isStep, locale);
  const former = previous && classTexts(previous, isStep, locale);
  return TOKEN_CLASSES.map((each) => (
    <Cell key={each} label={t(each)} isNumeric>
      {texts[each]}
      {former && former[each] !== texts[each] && <span className="block text-caption text-muted">{t("was", { price: former[each] })}</span>}
    </Cell>
  ));
}

/** Most versions take force at midnight UTC; others say the minute. */
function dateOf(at: Date) {
  const isMidnight = at.getTime() % 86_400_000 === 0;
  return { dateStyle: "medium", timeZone: "UTC", timeStyle: isMidnight ? undefined : "short" } as const;
}
