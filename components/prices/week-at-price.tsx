import { useFormatter, useLocale, useTranslations } from "next-intl";
import { moneyText } from "@/components/ui/money-display";
import type { PriceKind, Rates } from "@/lib/pricing/price";
import { tokensNano } from "@/lib/pricing/tokens-nano";
import type { ModelWeek } from "@/lib/usage/read-model-week";

type WeekAtPriceProps = { kind: PriceKind; week: ModelWeek; now: Rates | null; next: Rates };

/** What the tokens of the last week would have cost at another price, and who used them. */
export function WeekAtPrice({ kind, week, now, next }: WeekAtPriceProps) {
  const t = useTranslations("prices.week");
  const locale = useLocale();
  const format = useFormatter();
  const sum = (rates: Rates) => moneyText(tokensNano(week, rates), "sum", locale);
  const touched = [
    { name: t("workspaces"), count: week.workspaces },
    { name: t("keys"), count: week.keys },
    { name: t("calls"), count: week.requests },
  ];
  return (
    <div className="grid gap-2 border-t pt-3 text-small">
      {week.requests === 0 ? (
        <p>{t("unused")}</p>
      ) : (
        <>
          <p className="font-medium">{now ? t(kind, { next: sum(next), now: sum(now) }) : t("first", { next: sum(next) })}</p>
          <dl className="grid grid-cols-3 gap-2">
            {touched.map(({ name, count }) => (
              <div key={name}>
                <dt className="text-caption text-muted">{name}</dt>
                <dd className="figure">{format.number(count)}</dd>
              </div>
            ))}
          </dl>
          <p className="text-caption text-muted">{t("method")}</p>
        </>
      )}
    </div>
  );
}
