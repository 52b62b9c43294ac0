import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { dollars, INSTANT, priceHref } from "@/components/prices/price-text";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { classPrice, fieldChanges } from "@/lib/pricing/price-change";
import type { DatedPrice, VersionState } from "@/lib/pricing/price-list";

const TONES: Record<VersionState, "positive" | "accent" | "neutral"> = {
  in_force: "positive",
  scheduled: "accent",
  replaced: "neutral",
  withdrawn: "neutral",
};

/** Every version of one price, newest first. Nothing here can be edited: a correction is a new version. */
export function PriceHistory({ history, adminId }: { history: DatedPrice[]; adminId: string }) {
  const t = useTranslations("prices.history");
  return (
    <Card title={t("title")} isFlush={history.length > 0}>
      {history.length === 0 ? (
        <p className="text-body text-muted">{t("empty")}</p>
      ) : (
        <Table caption={t("caption")} className="border-t">
          <TableHead>
            <ColumnHeader>{t("version")}</ColumnHeader>
            <ColumnHeader>{t("holds")}</ColumnHeader>
            <ColumnHeader>{t("changed")}</ColumnHeader>
            <ColumnHeader>{t("published")}</ColumnHeader>
          </TableHead>
          <TableBody>
            {history.map((price) => (
              <VersionRow
                key={price.version}
                price={price}
                previous={history.find(({ version }) => version === price.version - 1)}
                adminId={adminId}
              />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function VersionRow({ price, previous, adminId }: { price: DatedPrice; previous: DatedPrice | undefined; adminId: string }) {
  const t = useTranslations("prices.history");
  const format = useFormatter();
  const instant = (date: Date) => format.dateTime(date, INSTANT);
  const from = instant(price.effectiveFrom);
  const publisher = price.publishedBy === null ? t("byShipped") : price.publishedBy === adminId ? t("byYou") : t("byOther");
  return (
    <TableRow>
      <RowHeader label={t("version")}>
        <span className="grid justify-items-start gap-1 max-sm:justify-items-end">
          <span className="figure">{price.version}</span>
          <Badge tone={TONES[price.state]}>{t(`states.${price.state}`)}</Badge>
        </span>
      </RowHeader>
      <Cell label={t("holds")}>
        {price.state === "withdrawn"
          ? t("withdrawn", { from })
          : price.until
            ? t("span", { from, until: instant(price.until) })
            : t("since", { from })}
      </Cell>
      <Cell label={t("changed")}>
        <Changes price={price} previous={previous} />
      </Cell>
      <Cell label={t("published")}>
        <span className="grid gap-1">
          <span>
            {instant(price.publishedAt)}, {publisher}
          </span>
          {price.note && <span className="text-muted">{price.note}</span>}
          <Link
            href={priceHref(price.modelId, price.kind, { from: String(price.version) })}
            prefetch={false}
            aria-label={t("startFromLabel", { version: price.version })}
            className="text-accent underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
          >
            {t("startFrom")}
          </Link>
        </span>
      </Cell>
    </TableRow>
  );
}

function Changes({ price, previous }: { price: DatedPrice; previous: DatedPrice | undefined }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  if (!previous) {
    const [input, output] = (["input", "output"] as const).map((each) => dollars(classPrice(price, each, false) ?? "0", locale));
    return <span>{t("history.first", { input: input ?? "", output: output ?? "" })}</span>;
  }
  const changes = fieldChanges(previous, price);
  if (changes.length === 0) return <span>{t("history.nothingChanged")}</span>;
  return (
    <ul className="grid gap-0.5">
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          {t(`fields.${field}`)}:{" "}
          <span className="figure">
            {before || t("changes.none")} → {after || t("changes.none")}
          </span>
        </li>
      ))}
    </ul>
  );
}
