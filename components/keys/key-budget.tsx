import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Gauge } from "@/components/ui/gauge";
import { moneyText } from "@/components/ui/money-display";
import type { KeyBudget as Budget } from "@/lib/tiers/read-spend";

/** How much of its budget a key has spent or holds, and when the budget starts again. */
export function KeyBudget({ budget, timeZone }: { budget: Budget; timeZone: string }) {
  const t = useTranslations("keys.budget");
  const format = useFormatter();
  const locale = useLocale();
  const limitNano = budget.limitNano ?? 0n;
  const usedNano = budget.spentNano + budget.heldNano;
  const used = moneyText(usedNano, "sum", locale);
  const limit = moneyText(limitNano, "balance", locale);
  const text = t("used", { used, limit, period: t(`periods.${budget.period}`) });
  const date =
    budget.endsAt && format.dateTime(budget.endsAt, { timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return (
    <span className="grid min-w-36 gap-1">
      <span className="figure whitespace-nowrap">{text}</span>
      <Gauge label={t("label")} text={text} permille={permille(usedNano, limitNano)} />
      {date && <span className="text-caption text-muted">{t("resets", { date })}</span>}
    </span>
  );
}

function permille(partNano: bigint, wholeNano: bigint): number {
  if (wholeNano <= 0n || partNano >= wholeNano) return 1_000;
  return Number((partNano * 1_000n) / wholeNano);
}
