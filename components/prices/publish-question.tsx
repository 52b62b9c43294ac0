"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { instantOf } from "@/components/prices/instant";
import { dollars, INSTANT } from "@/components/prices/price-text";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { moneyText } from "@/components/ui/money-display";
import type { PriceKind } from "@/lib/pricing/price";
import type { ClassChange } from "@/lib/pricing/price-change";
import type { ModelWeek } from "@/lib/usage/read-model-week";

type PublishQuestionProps = {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  modelId: string;
  kind: PriceKind;
  /** The text of a date-time field, read as UTC; null stands for now. */
  date: string | null;
  changes: ClassChange[];
  /** What the last week costs by the version in force and by the new one; null if there is none in force. */
  week: (Pick<ModelWeek, "workspaces" | "keys" | "requests"> & { nowNano: bigint; nextNano: bigint }) | null;
  onPublish(): void;
};

/** Asks before a price applies to every customer: from when, and what a million tokens then cost. */
export function PublishQuestion({ isOpen, onOpenChange, modelId, kind, date, changes, week, onPublish }: PublishQuestionProps) {
  const t = useTranslations("prices");
  const format = useFormatter();
  const locale = useLocale();
  const instant = date === null ? null : instantOf(date);
  const price = (decimal: string | null) => (decimal === null ? t("changes.none") : dollars(decimal, locale));
  const sum = (nano: bigint) => moneyText(nano, "sum", locale);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={t("publishing.title", { model: modelId })}
      text={t(`publishing.text.${kind}`)}
      facts={[
        {
          name: t("editor.effective"),
          value: instant ? t("publishing.date", { date: format.dateTime(instant, INSTANT) }) : t("editor.now"),
        },
        ...changes.map(({ tokenClass, isStep, before, after }) => {
          const name = t(`classes.${tokenClass}`);
          return {
            name: isStep ? t("changes.longClass", { name }) : name,
            value: t("publishing.change", { before: price(before), after: price(after) }),
          };
        }),
        ...(week && week.requests > 0
          ? [
              { name: t("week.fact"), value: t("week.factValue", { next: sum(week.nextNano), now: sum(week.nowNano) }) },
              { name: t("week.touched"), value: t("week.touchedValue", { workspaces: week.workspaces, keys: week.keys }) },
            ]
          : []),
      ]}
      submit={t("editor.publish")}
      action={onPublish}
    />
  );
}
