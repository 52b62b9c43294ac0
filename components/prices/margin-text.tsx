import { useLocale, useTranslations } from "next-intl";
import { localDecimal } from "@/components/ui/money-display";
import { decimalText } from "@/lib/basics/decimal";

/** A margin in percent from tenths of a percent. A loss is red and has its sign. */
export function MarginText({ perMille }: { perMille: bigint | null }) {
  const t = useTranslations("prices.inForce");
  const locale = useLocale();
  if (perMille === null) return t("none");
  const isLoss = perMille < 0n;
  const percent = localDecimal(decimalText(isLoss ? -perMille : perMille, 3), locale, { style: "percent", maximumFractionDigits: 1 });
  return <span className={isLoss ? "text-danger" : undefined}>{isLoss ? `−${percent}` : percent}</span>;
}
