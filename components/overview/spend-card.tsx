import { useFormatter, useLocale, useTranslations } from "next-intl";
import { PERIODS, type Period, type PeriodRange } from "@/components/overview/period";
import { spendBars } from "@/components/overview/spend-bars";
import { BarStack } from "@/components/ui/bar-stack";
import { Delta } from "@/components/ui/delta";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import { SegmentedControl } from "@/components/ui/segmented-control";
import type { UsageSum } from "@/lib/usage/sum-usage";

type SpendCardProps = {
  period: Period;
  range: PeriodRange;
  sums: UsageSum[];
  beforeNano: bigint;
  timeZone: string;
  names: Record<string, string>;
};

/** What calls cost in a period, and what they cost in the one before. */
export function SpendCard({ period, range, sums, beforeNano, timeZone, names }: SpendCardProps) {
  const t = useTranslations("overview.spend");
  const format = useFormatter();
  const locale = useLocale();
  const { bars, legend } = spendBars(sums, range.bars);
  const totalNano = bars.reduce((sum, bar) => sum + bar.totalNano, 0n);
  const when = (bar: string) =>
    range.step === "hour"
      ? format.dateTime(new Date(bar), { timeZone, hour: "2-digit", minute: "2-digit" })
      : format.dateTime(new Date(`${bar}T00:00:00Z`), { timeZone: "UTC", day: "numeric", month: "short" });
  const titled = bars.map((bar) => ({ ...bar, title: t("bar", { when: when(bar.id), amount: moneyText(bar.totalNano, "sum", locale) }) }));
  const nameOf = (id: string) => (id === "" ? t("other") : (names[id] ?? id));
  return (
    <section className="grid min-w-0 gap-4 rounded-lg border bg-surface p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid gap-1">
          <h2 className="text-small text-muted">{t("title")}</h2>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span data-testid="spend-total" className="figure text-figure">
              <Money amountNano={totalNano} kind="sum" />
            </span>
            <Delta now={totalNano} before={beforeNano} />
          </p>
          <p className="text-small text-muted">{t("before", { amount: moneyText(beforeNano, "sum", locale) })}</p>
        </div>
        <SegmentedControl
          label={t("period")}
          value={period}
          segments={PERIODS.map((id) => ({ id, name: t(`periods.${id}`), href: `/overview?spend=${id}` }))}
        />
      </div>
      {totalNano === 0n ? (
        <p className="py-10 text-center text-small text-muted">{t("nothing")}</p>
      ) : (
        <>
          <BarStack label={t("bars", { step: range.step })} bars={titled} />
          <ul className="flex flex-wrap gap-x-4 gap-y-1 text-caption text-muted">
            {legend.map(({ id, colour, totalNano: nano }) => (
              <li key={id} className="inline-flex items-center gap-1.5">
                <svg aria-hidden viewBox="0 0 8 8" className="size-2">
                  <rect width="8" height="8" rx="2" fill={colour} />
                </svg>
                {nameOf(id)} <Money amountNano={nano} kind="sum" />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
