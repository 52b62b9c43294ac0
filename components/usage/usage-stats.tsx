import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import { moneyText } from "@/components/ui/money-display";
import { Stat, StatStrip } from "@/components/ui/stat";
import { cacheHitRate, netSavingNano } from "@/lib/usage/add-up-usage";
import type { UsageFigures } from "@/lib/usage/sum-usage";

/** The four figures at the top of the usage page. */
export function UsageStats({ figures }: { figures: UsageFigures }) {
  const t = useTranslations("usage");
  const controls = useTranslations("controls");
  const format = useFormatter();
  const hitRate = cacheHitRate(figures.tokens);
  return (
    <StatStrip>
      <Stat label={t("charged")} value={<Money amountNano={figures.chargeNano} kind="sum" />} note={t("chargedNote")} />
      <Stat label={t("calls")} value={format.number(figures.requests)} note={t("freeCalls", { count: figures.freeRequests })} />
      <Stat
        label={t("hitRate")}
        value={
          hitRate === null ? (
            <span className="font-sans">{controls("notReported")}</span>
          ) : (
            format.number(hitRate, { style: "percent", maximumFractionDigits: 1 })
          )
        }
        note={t("hitRateNote")}
      />
      <Stat
        label={t("saved")}
        value={<Money amountNano={netSavingNano(figures)} kind="balance" />}
        note={<SavingParts figures={figures} />}
      />
    </StatStrip>
  );
}

function SavingParts({ figures }: { figures: UsageFigures }) {
  const t = useTranslations("usage");
  const locale = useLocale();
  return t("savedNote", {
    reads: moneyText(figures.readsSavedNano, "balance", locale),
    writes: moneyText(figures.writesExtraNano, "sum", locale),
  });
}
