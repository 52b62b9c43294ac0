import Link from "next/link";
import { useTranslations } from "next-intl";
import { priceHref } from "@/components/prices/price-text";
import { PRICE_KINDS, type PriceKind } from "@/lib/pricing/price";

/** Switches between the sale price of a model and its upstream price. */
export function KindTabs({ modelId, kind }: { modelId: string; kind: PriceKind }) {
  const t = useTranslations("prices");
  return (
    <nav aria-label={t("kindTabs")} className="flex rounded-md border border-line-strong p-0.5">
      {PRICE_KINDS.map((each) => (
        <Link
          key={each}
          href={priceHref(modelId, each)}
          prefetch={false}
          scroll={false}
          aria-current={each === kind ? "page" : undefined}
          className="rounded-sm px-2.5 py-1 text-small font-medium text-muted hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-strong"
        >
          {t(`kinds.${each}`)}
        </Link>
      ))}
    </nav>
  );
}
