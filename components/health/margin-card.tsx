import { useFormatter, useLocale, useTranslations } from "next-intl";
import { BarStack } from "@/components/ui/bar-stack";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import { Stat, StatStrip } from "@/components/ui/stat";
import type { Float } from "@/lib/ledger/float";
import type { MarginDay } from "@/lib/usage/read-margin-days";

const COLOURS = { cost: "var(--chart-other)", margin: "var(--chart-1)", loss: "var(--danger)" };

/** What customers were charged, what the upstreams billed for it, and what customers still have. */
export function MarginCard({ days, float }: { days: MarginDay[]; float: Float }) {
  const t = useTranslations("admin.margin");
  const format = useFormatter();
  const locale = useLocale();
  const chargeNano = days.reduce((sum, day) => sum + day.chargeNano, 0n);
  const costNano = days.reduce((sum, day) => sum + day.upstreamCostNano, 0n);
  const sum = (nano: bigint) => moneyText(nano, "sum", locale);
  const bars = days.map(({ start, chargeNano: charge, upstreamCostNano: cost }, index) => ({
    id: start.toISOString(),
    title: t("bar", {
      day: format.dateTime(start, { timeZone: "UTC", day: "numeric", month: "short" }),
      charged: sum(charge),
      cost: sum(cost),
    }),
    isRunning: index === days.length - 1,
    parts: [
      { id: "cost", colour: COLOURS.cost, value: cost < charge ? cost : charge },
      { id: "margin", colour: COLOURS.margin, value: charge > cost ? charge - cost : 0n },
      { id: "loss", colour: COLOURS.loss, value: cost > charge ? cost - charge : 0n },
    ],
  }));
  const hasLoss = days.some((day) => day.upstreamCostNano > day.chargeNano);
  return (
    <>
      <StatStrip>
        <Stat label={t("charged", { days: days.length })} value={<Money amountNano={chargeNano} kind="sum" />} />
        <Stat
          label={t("margin")}
          value={<Money amountNano={chargeNano - costNano} kind="balance" />}
          note={t("cost", { amount: sum(costNano) })}
        />
        <Stat
          label={t("float")}
          value={<Money amountNano={float.availableNano + float.heldNano} kind="balance" />}
          note={t("floatOf", { wallets: float.wallets, held: sum(float.heldNano) })}
        />
      </StatStrip>
      <section className="grid gap-3 rounded-lg border bg-surface p-4 sm:p-5">
        <h2 className="text-h2">{t("title")}</h2>
        {chargeNano === 0n && costNano === 0n ? (
          <p className="py-8 text-center text-small text-muted">{t("nothing")}</p>
        ) : (
          <>
            <BarStack label={t("bars")} bars={bars} />
            <ul className="flex flex-wrap gap-x-4 gap-y-1 text-caption text-muted">
              {(["cost", "margin", ...(hasLoss ? (["loss"] as const) : [])] as const).map((part) => (
                <li key={part} className="inline-flex items-center gap-1.5">
                  <svg aria-hidden viewBox="0 0 8 8" className="size-2">
                    <rect width="8" height="8" rx="2" fill={COLOURS[part]} />
                  </svg>
                  {t(`parts.${part}`)}
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </>
  );
}
