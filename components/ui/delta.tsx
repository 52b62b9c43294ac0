import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { changePermille } from "@/components/ui/change-permille";
import { classNames } from "@/components/ui/class-names";

type DeltaProps = {
  now: bigint;
  before: bigint;
  /** What a rise means. Spending more is neither good nor bad. */
  rise?: "neutral" | "good" | "bad";
};

/** The change since the period before, in percent. */
export function Delta({ now, before, rise = "neutral" }: DeltaProps) {
  const t = useTranslations("controls.delta");
  const format = useFormatter();
  const permille = changePermille(now, before);
  if (permille === null) return now === 0n ? null : <span className="text-caption text-muted">{t("new")}</span>;
  const Arrow = permille > 0 ? ArrowUp : permille < 0 ? ArrowDown : Minus;
  const isGood = rise === "good" ? permille > 0 : permille < 0;
  const tone = rise === "neutral" || permille === 0 ? "text-muted" : isGood ? "text-positive" : "text-danger";
  const share = format.number(Math.abs(permille) / 1_000, { style: "percent", maximumFractionDigits: Math.abs(permille) < 100 ? 1 : 0 });
  return (
    <span className={classNames("figure inline-flex items-center gap-0.5 text-caption whitespace-nowrap", tone)}>
      <Arrow aria-hidden className="size-3" />
      <span aria-hidden>{share}</span>
      <span className="sr-only">{t(permille > 0 ? "more" : permille < 0 ? "less" : "same", { share })}</span>
    </span>
  );
}
