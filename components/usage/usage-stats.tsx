import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Count } from "@/components/ui/count";
import { Delta } from "@/components/ui/delta";
import { Money } from "@/components/ui/money";
import { measured } from "@/components/usage/chart-series";
import { type MEASURES, type UsageSearch, usageHref } from "@/components/usage/usage-search";
import { allTokens, cacheHitRate, netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageFigures } from "@/lib/usage/sum-usage";

type UsageStatsProps = { figures: UsageFigures; before: UsageFigures; search: UsageSearch };

/** The figures of the page's time, each with its change. Those that the chart can draw are links that make it do so. */
export function UsageStats({ figures, before, search }: UsageStatsProps) {
  const t = useTranslations("usage");
  const controls = useTranslations("controls");
  const format = useFormatter();
  const hitRate = cacheHitRate(figures.tokens);
  const shown: Record<(typeof MEASURES)[number], ReactNode> = {
    spend: <Money amountNano={figures.chargeNano} kind="sum" />,
    calls: <Count value={figures.requests} />,
    tokens: <Count value={allTokens(figures.tokens)} />,
  };
  return (
    <div className="@container min-w-0">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line @3xl:grid-cols-5 @max-3xl:[&>:first-child]:col-span-2">
        {(["spend", "calls", "tokens"] as const).map((measure) => (
          <Figure
            key={measure}
            name={t(`measure.${measure}`)}
            value={shown[measure]}
            delta={<Delta now={measured(figures, measure)} before={measured(before, measure)} />}
            note={measure === "calls" && figures.freeRequests > 0 ? t("freeCalls", { count: figures.freeRequests }) : null}
            href={usageHref(search, { measure })}
            isChosen={(search.measure ?? "spend") === measure}
          />
        ))}
        <Figure
          name={t("hitRate")}
          value={
            hitRate === null ? (
              <span className="text-muted">{controls("notReported")}</span>
            ) : (
              format.number(hitRate, { style: "percent", maximumFractionDigits: 1 })
            )
          }
          delta={<Delta now={permille(hitRate)} before={permille(cacheHitRate(before.tokens))} rise="good" />}
        />
        <Figure
          name={t("saved")}
          value={<Money amountNano={netSavingNano(figures)} kind="balance" />}
          delta={<Delta now={netSavingNano(figures)} before={netSavingNano(before)} rise="good" />}
        />
      </dl>
    </div>
  );
}

type FigureProps = { name: string; value: ReactNode; delta: ReactNode; note?: ReactNode; href?: string; isChosen?: boolean };

function Figure({ name, value, delta, note, href, isChosen = false }: FigureProps) {
  const t = useTranslations("usage");
  return (
    <div
      className={classNames(
        "relative grid min-w-0 content-start gap-0.5 bg-surface p-4",
        href && "hover:bg-hover",
        isChosen && "shadow-[inset_0_-2px_0_var(--accent)]",
      )}
    >
      <dt className="text-small text-muted">
        {href ? (
          <Link
            href={href}
            replace
            scroll={false}
            aria-current={isChosen ? "true" : undefined}
            aria-label={t("drawMeasure", { name })}
            className="after:absolute after:inset-0"
          >
            {name}
          </Link>
        ) : (
          name
        )}
      </dt>
      <dd className="grid gap-0.5">
        <span data-figure className="figure text-figure-s @4xl:text-figure">
          {value}
        </span>
        <span className="flex min-h-4 flex-wrap items-center gap-x-2 text-caption font-normal text-muted">
          {delta}
          {note}
        </span>
      </dd>
    </div>
  );
}

function permille(rate: number | null): bigint {
  return BigInt(Math.round((rate ?? 0) * 1_000));
}
