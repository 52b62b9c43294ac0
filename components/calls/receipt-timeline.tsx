import { useTranslations } from "next-intl";
import { ShareBar } from "@/components/ui/share-bar";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** Each account that was skipped has a mark of its own: how long it took is not known. */
const SKIPPED_PERMILLE = 30;
const WHOLE_PERMILLE = 1_000;

/** When the call was received, when its first byte came and when it ended, as a bar and in words. */
export function ReceiptTimeline({ found: { call, skippedAccounts } }: { found: CallReceipt }) {
  const t = useTranslations("calls.receipt");
  // A call of a lost process has no record of its times.
  if (call.endpoint === "unknown") return null;
  const { firstByteMs, totalMs } = call;
  const rest = Math.max(WHOLE_PERMILLE / 2, WHOLE_PERMILLE - SKIPPED_PERMILLE * skippedAccounts.length);
  const skipped = skippedAccounts.length > 0 ? Math.floor((WHOLE_PERMILLE - rest) / skippedAccounts.length) : 0;
  const waiting = totalMs > 0 ? Math.round((Math.min(firstByteMs ?? totalMs, totalMs) * rest) / totalMs) : 0;
  return (
    <section aria-label={t("timeline")} className="grid gap-1.5">
      <ShareBar
        className="h-2! w-full gap-px"
        parts={[
          ...skippedAccounts.map(({ upstream }, index) => ({ id: `${index} ${upstream}`, permille: skipped, colour: "var(--warning)" })),
          { id: "waiting", permille: waiting, colour: "var(--line-strong)" },
          { id: "answer", permille: rest - waiting, colour: "var(--accent)" },
        ]}
      />
      <ol className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-caption font-normal text-muted">
        <li>{t("received")}</li>
        {skippedAccounts.map((account, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one account may be skipped twice, and the order is fixed
          <li key={index} className="text-warning">
            {t("move", account)}
          </li>
        ))}
        {firstByteMs !== null && <li>{t("firstByteAt", { value: firstByteMs })}</li>}
        <li>{t("endedAt", { value: totalMs })}</li>
      </ol>
    </section>
  );
}
