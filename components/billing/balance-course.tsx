import { useFormatter, useLocale, useTranslations } from "next-intl";
import { BalanceChart } from "@/components/billing/balance-chart";
import { Card } from "@/components/ui/card";
import { moneyText } from "@/components/ui/money-display";
import type { BalanceDay } from "@/lib/topups/balance-days";

/** The balance over the last days, drawn on the server. One day alone has no course. */
export function BalanceCourse({ days }: { days: readonly BalanceDay[] }) {
  const t = useTranslations("billing.course");
  const format = useFormatter();
  const locale = useLocale();
  const [first] = days;
  if (!first || days.length < 2) return null;
  const sums = days.map(({ balanceNano }) => balanceNano);
  const [least, most] = sums.reduce(([low, high], each) => [each < low ? each : low, each > high ? each : high], [sums[0] ?? 0n, 0n]);
  const since = format.dateTime(new Date(`${first.day}T00:00:00Z`), { timeZone: "UTC", month: "long", day: "numeric" });
  const takeaway = t("takeaway", {
    since,
    least: moneyText(least ?? 0n, "balance", locale),
    most: moneyText(most ?? 0n, "balance", locale),
  });
  return (
    <Card title={t("title")}>
      <figure className="grid gap-3">
        <figcaption className="text-small text-muted">{takeaway}</figcaption>
        <BalanceChart days={days.map(({ day, balanceNano }) => ({ day, balanceNano: balanceNano.toString() }))}>
          <ServerArea sums={sums} label={takeaway} />
        </BalanceChart>
      </figure>
    </Card>
  );
}

const [WIDTH, HEIGHT] = [1_000n, 100n];

/** Whole units of a drawing of 1,000 by 100. */
function ServerArea({ sums, label }: { sums: readonly bigint[]; label: string }) {
  const most = sums.reduce((high, each) => (each > high ? each : high), 1n);
  const steps = BigInt(sums.length - 1);
  const points = sums.map((sum, index) => `${(BigInt(index) * WIDTH) / steps} ${HEIGHT - (sum * HEIGHT) / most}`);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="size-full text-accent">
      <path d={`M0 ${HEIGHT}L${points.join("L")}L${WIDTH} ${HEIGHT}Z`} fill="currentColor" opacity="0.12" />
      <path d={`M${points.join("L")}`} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
