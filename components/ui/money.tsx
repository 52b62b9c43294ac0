import { useLocale } from "next-intl";
import { moneyText, type Rounding } from "@/components/ui/money-display";

/** Dollars in the reader's locale. Balances round down, charges up; the exact figure is in the title. */
export function Money({ amountNano, rounding }: { amountNano: bigint; rounding: Rounding }) {
  const locale = useLocale();
  const exact = moneyText(amountNano, "exact", locale);
  const shown = moneyText(amountNano, rounding, locale);
  return (
    <span className="figure" title={exact === shown ? undefined : exact}>
      {shown}
    </span>
  );
}
