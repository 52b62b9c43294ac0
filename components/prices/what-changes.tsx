"use client";

import { useLocale, useTranslations } from "next-intl";
import { MarginText } from "@/components/prices/margin-text";
import { dollars } from "@/components/prices/price-text";
import { WeekAtPrice } from "@/components/prices/week-at-price";
import { Callout } from "@/components/ui/callout";
import { classNames } from "@/components/ui/class-names";
import { decimalText } from "@/lib/basics/decimal";
import type { Price, PriceKind, Rates } from "@/lib/pricing/price";
import {
  type ClassChange,
  changePerMille,
  classChanges,
  type FieldChange,
  fieldChanges,
  marginPerMille,
  rateWarnings,
} from "@/lib/pricing/price-change";
import type { ModelWeek } from "@/lib/usage/read-model-week";

type WhatChangesProps = {
  kind: PriceKind;
  /** The version that would be in force without the new one. */
  replaced: Price | null;
  /** Null while a field is wrong. */
  next: Rates | null;
  /** The price of the other kind, for the margin. */
  other: Rates | null;
  week: ModelWeek;
  isNow: boolean;
};

/** What a new version does: prices and margins before and after, and what the last week would have cost. */
export function WhatChanges({ kind, replaced, next, other, week, isNow }: WhatChangesProps) {
  const t = useTranslations("prices");
  const fields = next ? fieldChanges(replaced, next) : [];
  const margin = (change: ClassChange) => {
    const [sale, upstream] = kind === "sale" ? [next, other] : [other, next];
    return marginPerMille(sale, upstream, change.tokenClass, change.isStep);
  };
  return (
    <section aria-labelledby="what-changes" aria-live="polite" className="grid gap-3">
      <div className="grid gap-0.5">
        <h2 id="what-changes" className="text-h2">
          {t("changes.title")}
        </h2>
        <p className="text-small text-muted">
          {!next && t("changes.fix")}
          {next && fields.length === 0 && (isNow ? t("changes.nothingNow") : t("changes.nothingThen"))}
          {fields.length > 0 && (replaced ? t("changes.against", { version: replaced.version }) : t("changes.againstNone"))}
        </p>
      </div>
      {next && fields.length > 0 && (
        <>
          {rateWarnings(next, kind === "sale" ? other : null).map((warning) => (
            <Callout key={warning} tone="warning">
              {t(`warnings.${warning}`)}
            </Callout>
          ))}
          <ClassTable changes={classChanges(replaced, next)} margin={margin} />
          <OtherFigures changes={fields} />
          <WeekAtPrice kind={kind} week={week} now={replaced} next={next} />
        </>
      )}
    </section>
  );
}

function ClassTable({ changes, margin }: { changes: ClassChange[]; margin: (change: ClassChange) => bigint | null }) {
  const t = useTranslations("prices");
  const locale = useLocale();
  const price = (decimal: string | null) => (decimal === null ? t("changes.none") : dollars(decimal, locale));
  return (
    <table className="w-full text-small">
      <caption className="sr-only">{t("changes.caption")}</caption>
      <thead className="text-left text-caption text-muted">
        <tr>
          <th scope="col" className="pb-1 font-medium">
            {t("perMillion")}
          </th>
          {(["before", "after", "margin"] as const).map((each) => (
            <th key={each} scope="col" className="pb-1 pl-2 text-right font-medium">
              {t(`changes.${each}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const isChanged = change.before !== change.after;
          const name = t(`classesShort.${change.tokenClass}`);
          return (
            <tr key={`${change.tokenClass} ${change.isStep}`} className={isChanged ? undefined : "text-muted"}>
              <th scope="row" className="border-t border-line-subtle py-1 text-left font-normal">
                {change.isStep ? t("changes.longClass", { name }) : name}
              </th>
              <td className="figure border-t border-line-subtle py-1 pl-2 text-right align-top">{price(change.before)}</td>
              <td className={classNames("figure border-t border-line-subtle py-1 pl-2 text-right", isChanged && "font-medium")}>
                {price(change.after)} <ChangeText change={change} />
              </td>
              <td className="figure border-t border-line-subtle py-1 pl-2 text-right align-top">
                <MarginText perMille={margin(change)} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function ChangeText({ change }: { change: ClassChange }) {
  const t = useTranslations("prices.changes");
  const perMille = changePerMille(change);
  if (change.before === change.after) return <span className="sr-only">{t("same")}</span>;
  if (perMille === null) return null;
  const isUp = perMille >= 0n;
  return (
    <span className="block text-caption text-muted">
      {t("percent", { sign: isUp ? "up" : "down", percent: decimalText(isUp ? perMille : -perMille, 1) })}
    </span>
  );
}

/** Every figure that was edited, as it was typed. */
function OtherFigures({ changes }: { changes: FieldChange[] }) {
  const t = useTranslations("prices");
  return (
    <dl aria-label={t("changes.fieldsCaption")} className="grid gap-1 border-t pt-2 text-small">
      {changes.map(({ field, before, after }) => (
        <div key={field} className="flex flex-wrap justify-between gap-x-3">
          <dt className="text-muted">{t(`fields.${field}`)}</dt>
          <dd className="figure">{t("changes.move", { before: before || t("changes.none"), after: after || t("changes.none") })}</dd>
        </div>
      ))}
    </dl>
  );
}
