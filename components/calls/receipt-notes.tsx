import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { moneyText } from "@/components/ui/money-display";
import { factorText } from "@/lib/basics/decimal";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** Notes for the reader beside the figures: why the call was free, what was estimated, what caching did. */
export function ReceiptNotes({ call, price, arithmetic, isPricedByTokens, saving }: CallReceipt) {
  const t = useTranslations("calls");
  const reason = useReason();
  const isFree = call.chargeNano === 0n && call.priceNano === 0n;
  const isPartial = !isFree && arithmetic !== null && !isPricedByTokens;
  return (
    <div className="grid gap-3 empty:hidden">
      {isFree && (
        <Alert tone="positive" title={t("receipt.free")}>
          <p>{reason(call.reason, "unknown")}</p>
        </Alert>
      )}
      {(isPartial || call.outcome === "settled_partial") && (
        <Alert tone="warning" title={t(isPricedByTokens ? "receipt.stopped" : "receipt.partial")}>
          <p>{reason(call.reason ?? "process_lost", "unknownCharged")}</p>
        </Alert>
      )}
      {!call.isUsageReported && (
        <Alert title={t("receipt.notReportedTitle")}>
          <p>{t("receipt.notReportedText")}</p>
        </Alert>
      )}
      {call.isUsageReported && call.usage.isEstimated && <Alert tone="warning">{t("receipt.estimated")}</Alert>}
      {!price && <Alert tone="warning">{t("receipt.priceGone", { version: call.priceVersion })}</Alert>}
      {arithmetic?.isStep && price?.step && <Alert>{t("receipt.step", { tokens: price.step.aboveTokens })}</Alert>}
      {arithmetic?.factors.map(({ modifier, factorPpm }) => (
        <Alert key={modifier}>
          {t("receipt.modifierLine", { name: t(`receipt.modifier.${modifier}`), factor: factorText(factorPpm) })}
        </Alert>
      ))}
      <SavingNote saving={saving} />
    </div>
  );
}

function SavingNote({ saving }: Pick<CallReceipt, "saving">) {
  const t = useTranslations("calls.receipt");
  const locale = useLocale();
  const { readsSavedNano, writesExtraNano } = saving;
  const netNano = readsSavedNano - writesExtraNano;
  if (readsSavedNano === 0n && writesExtraNano === 0n) return null;
  const parts = { reads: moneyText(readsSavedNano, "exact", locale), writes: moneyText(writesExtraNano, "exact", locale) };
  return netNano >= 0n ? (
    <Alert tone="positive">{t("saved", { saved: moneyText(netNano, "exact", locale), ...parts })}</Alert>
  ) : (
    <Alert>{t("costMore", { extra: moneyText(-netNano, "exact", locale), ...parts })}</Alert>
  );
}

/** A sentence for a reason's code; a code without one is shown itself. */
function useReason(): (code: string | null, otherwise: "unknown" | "unknownCharged") => string {
  const t = useTranslations("calls.reason");
  return (code, otherwise) => {
    if (code && code !== "unknown" && t.has(code as "client_left")) return t(code as "client_left");
    return t(otherwise, { code: code ?? "–" });
  };
}
