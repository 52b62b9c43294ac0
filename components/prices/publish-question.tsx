"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { instantOf } from "@/components/prices/instant";
import { dollars, INSTANT } from "@/components/prices/price-text";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { PriceKind } from "@/lib/pricing/price";
import type { ClassChange } from "@/lib/pricing/price-change";

type PublishQuestionProps = {
  isOpen: boolean;
  onOpenChange(isOpen: boolean): void;
  modelId: string;
  kind: PriceKind;
  /** The text of a date-time field, read as UTC; null stands for now. */
  date: string | null;
  changes: ClassChange[];
  onPublish(): void;
};

/** Asks before a price applies to every customer: from when, and what a million tokens then cost. */
export function PublishQuestion({ isOpen, onOpenChange, modelId, kind, date, changes, onPublish }: PublishQuestionProps) {
  const t = useTranslations("prices");
  const format = useFormatter();
  const locale = useLocale();
  const instant = date === null ? null : instantOf(date);
  const price = (decimal: string | null) => (decimal === null ? t("changes.none") : dollars(decimal, locale));
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
      ]}
      submit={t("editor.publish")}
      action={onPublish}
    />
  );
}
