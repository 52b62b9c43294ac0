import { useLocale } from "next-intl";
import { type MoneyKind, moneyPieces, moneyText } from "@/components/ui/money-display";

/** Dollars in the reader's locale. The exact figure is in the title where the text is rounded. */
export function Money({ amountNano, kind }: { amountNano: bigint; kind: MoneyKind }) {
  const locale = useLocale();
  const exact = moneyText(amountNano, "exact", locale);
  const pieces = moneyPieces(amountNano, kind, locale);
  const shown = pieces.map(({ text }) => text).join("");
  return (
    <span className="figure" title={exact === shown ? undefined : exact}>
      {pieces.map(({ text, isMinor }) =>
        isMinor ? (
          <span key={text} className="text-faint">
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </span>
  );
}
