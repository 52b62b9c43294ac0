import { useFormatter, useLocale, useTranslations } from "next-intl";
import { KeyBudget } from "@/components/keys/key-budget";
import { BarStack } from "@/components/ui/bar-stack";
import { Count } from "@/components/ui/count";
import { Moment } from "@/components/ui/moment";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import type { KeyBudget as Budget } from "@/lib/tiers/read-spend";
import { addUpUsage } from "@/lib/usage/add-up-usage";
import type { UsageSum } from "@/lib/usage/sum-usage";

type KeyFiguresProps = { days: string[]; sums: UsageSum[]; budget: Budget | null; lastUsedAt: Date | null; timeZone: string };

/** What a key has spent, what it may still spend, and when it was last used. */
export function KeyFigures({ days, sums, budget, lastUsedAt, timeZone }: KeyFiguresProps) {
  const t = useTranslations("keys");
  const format = useFormatter();
  const locale = useLocale();
  const total = addUpUsage(sums);
  const spent = new Map(sums.map((sum) => [sum.day ?? "", sum.chargeNano]));
  const leftNano = budget?.limitNano ? budget.limitNano - budget.spentNano - budget.heldNano : null;
  const bars = days.map((day, index) => {
    const value = spent.get(day) ?? 0n;
    const date = format.dateTime(new Date(`${day}T00:00:00Z`), { timeZone: "UTC", day: "numeric", month: "short" });
    const title = t("page.bar", { date, amount: moneyText(value, "sum", locale) });
    return { id: day, title, parts: [{ id: "spent", value, colour: "var(--chart-1)" }], isRunning: index === days.length - 1 };
  });
  return (
    <div className="grid gap-4 lg:grid-cols-[2fr_3fr]">
      <dl className="grid content-start gap-4 rounded-lg border bg-surface p-4 sm:p-5">
        <div className="grid gap-1">
          <dt className="text-small text-muted">
            {budget ? t("page.left", { period: t(`page.periods.${budget.period}`) }) : t("page.noBudget")}
          </dt>
          <dd className="grid gap-2">
            {leftNano !== null && (
              <span data-testid="key-left" className="figure text-figure">
                <Money amountNano={leftNano > 0n ? leftNano : 0n} kind="balance" />
              </span>
            )}
            {budget ? <KeyBudget budget={budget} timeZone={timeZone} /> : <span className="text-small">{t("page.unlimited")}</span>}
          </dd>
        </div>
        <div className="flex flex-wrap gap-x-8 gap-y-2 text-small">
          <div>
            <dt className="text-muted">{t("page.callCount")}</dt>
            <dd>
              <Count value={total.requests} />
            </dd>
          </div>
          <div>
            <dt className="text-muted">{t("table.lastUsed")}</dt>
            <dd>{lastUsedAt ? <Moment at={lastUsedAt} timeZone={timeZone} /> : t("table.never")}</dd>
          </div>
        </div>
      </dl>
      <section className="grid min-w-0 gap-3 rounded-lg border bg-surface p-4 sm:p-5">
        <h2 className="text-small text-muted">{t("page.spent")}</h2>
        <p className="figure text-figure-s">
          <Money amountNano={total.chargeNano} kind="sum" />
        </p>
        <BarStack label={t("page.course")} bars={bars} />
      </section>
    </div>
  );
}
