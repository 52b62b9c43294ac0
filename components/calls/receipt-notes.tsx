import { useTranslations } from "next-intl";
import { Callout } from "@/components/ui/callout";
import { factorText } from "@/lib/basics/decimal";
import type { CallReceipt } from "@/lib/receipts/read-receipt";

/** What the figures alone do not say: why the call was free, what was estimated, what multiplied its price. */
export function ReceiptNotes({ found: { call, price, arithmetic, isPricedByTokens } }: { found: CallReceipt }) {
  const t = useTranslations("calls");
  const reason = useReason();
  const isFree = call.chargeNano === 0n && call.priceNano === 0n;
  const isPartial = !isFree && arithmetic !== null && !isPricedByTokens;
  return (
    <div className="grid gap-2 empty:hidden">
      {isFree && <Callout tone="positive">{t("receipt.free", { why: reason(call.reason, "unknown") })}</Callout>}
      {(isPartial || call.outcome === "settled_partial") && (
        <Callout tone="warning">{reason(call.reason ?? "process_lost", "unknownCharged")}</Callout>
      )}
      {!isFree && !call.isUsageReported && <Callout>{t("receipt.notReportedText")}</Callout>}
      {call.isUsageReported && call.usage.isEstimated && <Callout tone="warning">{t("receipt.estimated")}</Callout>}
      {arithmetic?.isStep && price?.step && <Callout>{t("receipt.step", { tokens: price.step.aboveTokens })}</Callout>}
      {arithmetic?.factors.map(({ modifier, factorPpm }) => (
        <Callout key={modifier}>
          {t("receipt.modifierLine", { name: t(`receipt.modifier.${modifier}`), factor: factorText(factorPpm) })}
        </Callout>
      ))}
    </div>
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
