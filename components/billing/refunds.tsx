import { useFormatter, useLocale, useTranslations } from "next-intl";
import { type RefundAction, RefundForm } from "@/components/billing/refund-form";
import { Badge } from "@/components/ui/badge";
import { currencyText } from "@/components/ui/currency-text";
import { moneyText } from "@/components/ui/money-display";
import { newId } from "@/lib/basics/ids";
import type { OwnRefunds } from "@/lib/topups/refunds/own-refunds";

type RefundsProps = { refunds: OwnRefunds; timeZone: string; action: RefundAction };

const TONES = { failed: "danger", canceled: "neutral", succeeded: "positive" } as const;

/** The payments that the owner may want back, folded into one line, and what was given back. */
export function Refunds({ refunds: { days, payments }, timeZone, action }: RefundsProps) {
  const t = useTranslations("billing.refunds");
  const format = useFormatter();
  const locale = useLocale();
  if (payments.length === 0) return null;
  const isUnderWay = payments.some(({ refunds }) => refunds.length > 0);
  return (
    <details className="rounded-lg border bg-surface" open={isUnderWay}>
      <summary className="px-4 py-2.5 text-small font-medium">{t("title")}</summary>
      <p className="border-t px-4 py-2 text-small text-muted">{t("text", { days })}</p>
      <ul className="divide-y border-t text-small">
        {payments.map(({ topUpId, chargeMinor, currency, paidAt, unusedNano, isByHand, canAsk, refunds }) => {
          const paid = currencyText(chargeMinor, currency, locale);
          const date = format.dateTime(paidAt, { timeZone, dateStyle: "medium" });
          return (
            <li key={topUpId} className="grid gap-2 px-4 py-3">
              <span>{t("line", { paid, date, unused: moneyText(unusedNano, "balance", locale) })}</span>
              {refunds.map((refund) => (
                <span key={refund.id} className="flex flex-wrap items-center gap-2">
                  {t("refunded", { amount: currencyText(refund.chargeMinor, currency, locale) })}
                  <Badge tone={refund.state in TONES ? TONES[refund.state as keyof typeof TONES] : "info"}>
                    {t(`states.${refund.state}`)}
                  </Badge>
                </span>
              ))}
              {canAsk && (
                <RefundForm
                  topUpId={topUpId}
                  refundId={newId()}
                  isByHand={isByHand}
                  label={t("submitOf", { paid, date })}
                  action={action}
                />
              )}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
