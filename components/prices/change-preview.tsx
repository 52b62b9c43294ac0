"use client";

import { useLocale, useTranslations } from "next-intl";
import { dollars } from "@/components/prices/price-text";
import { Alert } from "@/components/ui/alert";
import { Cell, ColumnHeader, RowHeader, Table, TableBody, TableHead, TableRow } from "@/components/ui/table";
import { decimalText } from "@/lib/basics/decimal";
import type { Price, Rates } from "@/lib/pricing/price";
import { type ClassChange, changePerMille, classChanges, type FieldChange, fieldChanges, rateWarnings } from "@/lib/pricing/price-change";

type ChangePreviewProps = {
  /** The version that would hold without the new one. */
  replaced: Price | null;
  /** Null while a field is wrong. */
  next: Rates | null;
  upstream: Rates | null;
  isNow: boolean;
};

/** Old and new value of every changed figure, and the new price of a million tokens of each class. */
export function ChangePreview({ replaced, next, upstream, isNow }: ChangePreviewProps) {
  const t = useTranslations("prices");
  const fields = next ? fieldChanges(replaced, next) : [];
  return (
    <section
      aria-labelledby="what-will-change"
      aria-live="polite"
      className="grid gap-3 rounded-md border border-line-strong bg-sunken/50 p-4"
    >
      <div className="grid gap-0.5">
        <h3 id="what-will-change" className="font-medium">
          {t("changes.title")}
        </h3>
        <p className="text-body text-muted">
          {!next && t("changes.fix")}
          {next && fields.length === 0 && (isNow ? t("changes.nothingNow") : t("changes.nothingThen"))}
          {fields.length > 0 && (replaced ? t("changes.against", { version: replaced.version }) : t("changes.againstNone"))}
        </p>
      </div>
      {next && fields.length > 0 && (
        <>
          {rateWarnings(next, upstream).map((warning) => (
            <Alert key={warning} tone="warning">
              {t(`warnings.${warning}`)}
            </Alert>
          ))}
          <FieldTable changes={fields} />
          <ClassTable changes={classChanges(replaced, next)} />
        </>
      )}
    </section>
  );
}

function FieldTable({ changes }: { changes: FieldChange[] }) {
  const t = useTranslations("prices");
  return (
    <div className="rounded-md border bg-surface">
      <Table caption={t("changes.fieldsCaption")}>
        <TableHead>
          <ColumnHeader>{t("changes.field")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("changes.before")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("changes.after")}</ColumnHeader>
        </TableHead>
        <TableBody>
          {changes.map(({ field, before, after }) => (
            <TableRow key={field}>
              <RowHeader>{t(`fields.${field}`)}</RowHeader>
              <Cell isNumeric label={t("changes.before")}>
                {before || t("changes.none")}
              </Cell>
              <Cell isNumeric label={t("changes.after")}>
                <strong>{after || t("changes.none")}</strong>
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function ClassTable({ changes }: { changes: ClassChange[] }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const className = ({ tokenClass, isStep }: ClassChange) => {
    const name = t(`classes.${tokenClass}`);
    return isStep ? t("changes.longClass", { name }) : name;
  };
  const price = (decimal: string | null) => (decimal === null ? t("changes.none") : dollars(decimal, locale));
  return (
    <div className="rounded-md border bg-surface">
      <Table caption={t("changes.classesCaption")}>
        <TableHead>
          <ColumnHeader>{t("perMillion")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("changes.before")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("changes.after")}</ColumnHeader>
          <ColumnHeader isNumeric>{t("changes.change")}</ColumnHeader>
        </TableHead>
        <TableBody>
          {changes.map((change) => (
            <TableRow key={`${change.tokenClass} ${change.isStep}`}>
              <RowHeader>{className(change)}</RowHeader>
              <Cell isNumeric label={t("changes.before")}>
                {price(change.before)}
              </Cell>
              <Cell isNumeric label={t("changes.after")}>
                {price(change.after)}
              </Cell>
              <Cell isNumeric label={t("changes.change")}>
                <ChangeText change={change} />
              </Cell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}

function ChangeText({ change }: { change: ClassChange }) {
  const t = useTranslations("prices.changes");
  const perMille = changePerMille(change);
  if (change.before === change.after) return <span className="text-muted">{t("same")}</span>;
  if (perMille === null) return null;
  const isUp = perMille >= 0n;
  return <strong>{t("percent", { sign: isUp ? "up" : "down", percent: decimalText(isUp ? perMille : -perMille, 1) })}</strong>;
}
