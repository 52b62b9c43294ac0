import { useFormatter, useTranslations } from "next-intl";
import { ClassPrices } from "@/components/prices/class-prices";
import { INSTANT, PRICE_VIEWS, type PriceView, priceHref } from "@/components/prices/price-text";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Callout } from "@/components/ui/callout";
import { CopyableId } from "@/components/ui/copyable-id";
import { LinkTabs } from "@/components/ui/link-tabs";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { PRICE_KINDS, type PriceKind } from "@/lib/pricing/price";
import type { PricedModel } from "@/lib/pricing/price-list";

type PriceHeadProps = {
  listed: PricedModel;
  kind: PriceKind;
  view: PriceView /** The version that was just published. */;
  published: string | undefined;
};

/** One model: its prices in force, what there is to know, and the way to its views. */
export function PriceHead({ listed, kind, view, published }: PriceHeadProps) {
  const t = useTranslations("prices");
  const format = useFormatter();
  const { model } = listed;
  const when = (date: Date) => format.dateTime(date, INSTANT);
  const justPublished = listed[kind].history.find(({ version }) => String(version) === published);
  const views = PRICE_VIEWS.map((each) => ({ id: each, name: t(`views.${each}`), href: priceHref(model.id, kind, { view: each }) }));
  const kinds = PRICE_KINDS.map((each) => ({ id: each, name: t(`kinds.${each}`), href: priceHref(model.id, each, { view }) }));
  return (
    <>
      {justPublished && (
        <Alert tone="positive">{t("published", { version: justPublished.version, date: when(justPublished.effectiveFrom) })}</Alert>
      )}
      {!listed.isOffered && <Callout tone="warning">{t("notOffered")}</Callout>}
      {listed[kind].scheduled.map(({ version, effectiveFrom }) => (
        <Callout key={version}>{t("scheduledAlert", { version, date: when(effectiveFrom) })}</Callout>
      ))}
      <section aria-labelledby="model-name" className="min-w-0 rounded-lg border bg-surface">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2">
          <h2 id="model-name" className="text-h2">
            {model.displayName}
          </h2>
          {model.lifecycle !== "active" && <Badge>{t(`lifecycle.${model.lifecycle}`)}</Badge>}
          <CopyableId id={model.id} label={t("copyId")} />
          {model.aliases.length > 0 && (
            <span className="text-small break-all text-muted">
              {t("aliases", { count: model.aliases.length, list: format.list(model.aliases) })}
            </span>
          )}
        </div>
        <ClassPrices listed={listed} />
      </section>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <LinkTabs label={t("views.label")} tabs={views} current={view} className="grow" />
        <SegmentedControl label={t("kindTabs")} segments={kinds} value={kind} />
      </div>
    </>
  );
}
