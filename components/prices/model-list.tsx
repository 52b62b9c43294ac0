import Link from "next/link";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { DAY, dollars, priceHref } from "@/components/prices/price-text";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { PriceKind } from "@/lib/pricing/price";
import { classPrice } from "@/lib/pricing/price-change";
import type { PricedModel } from "@/lib/pricing/price-list";

type ModelListProps = { models: PricedModel[]; selectedId: string; kind: PriceKind };

/** Every model of the catalogue with the price in force and the scheduled ones. It links from one price to another. */
export function ModelList({ models, selectedId, kind }: ModelListProps) {
  const t = useTranslations("prices");
  return (
    <Card title={t("models")} description={t("perMillion")} isFlush>
      <nav aria-label={t("chooseModel")} className="max-h-80 overflow-y-auto border-t xl:max-h-none">
        <ul className="divide-y">
          {models.map((listed) => (
            <li key={listed.model.id}>
              <ModelLink listed={listed} kind={kind} isSelected={listed.model.id === selectedId} />
            </li>
          ))}
        </ul>
      </nav>
    </Card>
  );
}

function ModelLink({ listed, kind, isSelected }: { listed: PricedModel; kind: PriceKind; isSelected: boolean }) {
  const t = useTranslations("prices");
  const { model, isOffered } = listed;
  const { inForce, scheduled } = listed[kind];
  const locale = useLocale();
  const format = useFormatter();
  return (
    <Link
      href={priceHref(model.id, kind)}
      prefetch={false}
      aria-current={isSelected ? "page" : undefined}
      className="grid gap-1 border-l-3 border-l-transparent px-4 py-2.5 text-body -outline-offset-2 hover:bg-sunken aria-[current=page]:border-l-accent aria-[current=page]:bg-accent-soft sm:px-5"
    >
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">{model.displayName}</span>
        {inForce && (
          <span className="figure text-small">
            {t("inOut", {
              input: dollars(classPrice(inForce, "input", false) ?? "0", locale),
              output: dollars(classPrice(inForce, "output", false) ?? "0", locale),
            })}
          </span>
        )}
      </span>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {!isOffered && <Badge tone="danger">{t("noPrice")}</Badge>}
        {model.lifecycle !== "active" && <Badge>{t(`lifecycle.${model.lifecycle}`)}</Badge>}
        {scheduled.map(({ version, effectiveFrom }) => (
          <Badge key={version} tone="accent">
            {t("scheduledBadge", { version, date: format.dateTime(effectiveFrom, DAY) })}
          </Badge>
        ))}
        <span className="text-small break-all text-muted">{model.id}</span>
      </span>
    </Link>
  );
}
