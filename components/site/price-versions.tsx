import { useFormatter, useLocale, useTranslations } from "next-intl";
import { PriceFigure, PriceGrid, PriceGridName, PriceGridRow } from "@/components/site/price-grid";
import { classTexts } from "@/components/site/price-rows";
import { Badge } from "@/components/ui/badge";
import { TABLE_ROLES } from "@/components/ui/table-roles";
import { TOKEN_CLASSES } from "@/lib/basics/tokens";
import { fieldChanges } from "@/lib/pricing/price-change";
import type { DatedPrice, PricedModel } from "@/lib/pricing/price-list";

type Version = { name: string; price: DatedPrice; previous: DatedPrice | undefined };

const GRID = "sm:grid-cols-[6.5rem_minmax(0,1fr)_repeat(5,minmax(0,5.5rem))]";

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
  const heads = [
    ...(["from", "model"] as const).map((id) => ({ id, name: t(id), isText: true })),
    ...TOKEN_CLASSES.map((id) => ({ id, name: t(id) })),
  ];
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border bg-surface">
      <PriceGrid caption={t("title")} columns={GRID} heads={heads}>
        {versions.map(({ name, price, previous }) => (
          <PriceGridRow key={`${price.modelId} ${price.version}`} id={`${price.modelId}-${price.version}`} columns={GRID}>
            <PriceGridName>{format.dateTime(price.effectiveFrom, dateOf(price.effectiveFrom))}</PriceGridName>
            <td {...TABLE_ROLES.cell} className="col-span-3 grid justify-items-start gap-0.5 sm:col-span-1">
              <span className="font-medium">{name}</span>
              <span className="flex flex-wrap items-center gap-x-2 text-caption text-muted">
                {price.state === "replaced" && price.until
                  ? t("until", { version: price.version, date: format.dateTime(price.until, dateOf(price.until)) })
                  : t("version", { version: price.version })}
                {price.state === "scheduled" && <Badge tone="accent">{t("scheduled")}</Badge>}
              </span>
              <Factors price={price} previous={previous} />
            </td>
            <Prices price={price} previous={previous} />
          </PriceGridRow>
        ))}
      </PriceGrid>
    </div>
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
      <span key={field} className="text-caption text-muted">
        {t("changed", { field: fields(field), before: before || t("none"), after: after || t("none") })}
      </span>
    ));
}

/** A figure that changed has the former one below it. */
function Prices({ price, previous }: Pick<Version, "price" | "previous">) {
  const t = useTranslations("home.versions");
  const locale = useLocale();
  const texts = classTexts(price, false, locale);
  const former = previous && classTexts(previous, false, locale);
  return TOKEN_CLASSES.map((each) => (
    <PriceFigure key={each} name={t(each)}>
      {texts[each]}
      {former && former[each] !== texts[each] && <span className="block text-caption text-muted">{t("was", { price: former[each] })}</span>}
    </PriceFigure>
  ));
}

/** Most versions take force at midnight UTC; others say the minute. */
function dateOf(at: Date) {
  const isMidnight = at.getTime() % 86_400_000 === 0;
  return { dateStyle: "medium", timeZone: "UTC", timeStyle: isMidnight ? undefined : "short" } as const;
}
