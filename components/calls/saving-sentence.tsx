import { useFormatter, useLocale, useTranslations } from "next-intl";
import { moneyText } from "@/components/ui/money-display";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** What caching did to the price of a call, in one sentence; nothing if the call used no cache. */
export function SavingSentence({ found: { call, saving } }: { found: CallReceipt }) {
  const t = useTranslations("calls.receipt");
  const format = useFormatter();
  const locale = useLocale();
  const { readsSavedNano, writesExtraNano } = saving;
  if (readsSavedNano === 0n && writesExtraNano === 0n) return null;
  const netNano = readsSavedNano - writesExtraNano;
  const money = (amountNano: bigint) => moneyText(amountNano, "exact", locale);
  // What the call would have cost without a cache.
  const plainNano = call.priceNano + netNano;
  const permille = plainNano > 0n ? Number((netNano * 1_000n) / plainNano) : 0;
  return (
    <p className="mt-3 border-t border-line-subtle pt-3 text-small">
      {netNano >= 0n
        ? t("saved", {
            saved: money(netNano),
            plain: money(plainNano),
            share: format.number(permille / 1_000, { style: "percent", maximumFractionDigits: 0 }),
          })
        : t("costMore", { extra: money(-netNano) })}
    </p>
  );
}
