import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { callSearchHref, FIRST_PAGE, NO_FILTERS } from "@/components/calls/call-search";
import { Card } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import type { CacheLoss } from "@/components/usage/cache-losses";
import type { UsageSearch } from "@/components/usage/usage-search";

type CacheDoctorProps = {
  losses: readonly CacheLoss[];
  /** Names of models and keys by id. */
  names: Readonly<Record<string, string>>;
  search: UsageSearch;
};

/** Caches that are written and too seldom read, with what that cost. Nothing if there are none. */
export function CacheDoctor({ losses, names, search }: CacheDoctorProps) {
  const t = useTranslations("usage.cache");
  const locale = useLocale();
  if (losses.length === 0) return null;
  const { range, since, until } = search;
  const nameOf = (id: string) => names[id] ?? id;
  return (
    <Card title={t("title")} description={t("text")} isFlush>
      <ul className="divide-y divide-line-subtle border-t border-line-subtle text-small">
        {losses.map(({ modelId, keyId, lossNano, writesExtraNano, readsSavedNano }) => (
          <li key={`${modelId} ${keyId}`} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2.5">
            <span className="min-w-0">
              <Link
                href={callSearchHref("/calls", {
                  ...NO_FILTERS,
                  ...FIRST_PAGE,
                  sort: null,
                  columns: null,
                  ...{ range: range ?? "30d", since, until },
                  model: modelId,
                  key: keyId,
                })}
                className="font-medium text-accent hover:underline"
              >
                <bdi>{t("place", { key: nameOf(keyId), model: nameOf(modelId) })}</bdi>
              </Link>
              <span className="block text-muted">
                {t("loss", {
                  writes: moneyText(writesExtraNano, "sum", locale),
                  reads: moneyText(readsSavedNano, "balance", locale),
                })}
              </span>
            </span>
            <span className="text-warning">
              <Money amountNano={lossNano} kind="sum" />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
