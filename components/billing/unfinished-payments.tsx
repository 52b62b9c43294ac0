import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { OrderActions } from "@/components/billing/order-actions";
import { OrderButtons } from "@/components/billing/order-buttons";
import { moneyText } from "@/components/ui/money-display";
import { nanoFromCents } from "@/lib/basics/money";
import type { TopUpLine } from "@/lib/topups/checkout/read-top-ups";

type UnfinishedPaymentsProps = { lines: TopUpLine[]; timeZone: string; actions: OrderActions };

/** Top-ups that were begun and not paid, folded into one line: nothing is owed for them. */
export function UnfinishedPayments({ lines, timeZone, actions }: UnfinishedPaymentsProps) {
  const t = useTranslations("billing.unfinished");
  const format = useFormatter();
  const locale = useLocale();
  if (lines.length === 0) return null;
  return (
    <details className="rounded-lg border bg-surface" open={lines.length === 1}>
      <summary className="px-4 py-2.5 text-small font-medium">{t("title", { count: lines.length })}</summary>
      <ul className="divide-y border-t text-small">
        {lines.map((line) => {
          const date = format.dateTime(line.createdAt, { timeZone, dateStyle: "medium", timeStyle: "short" });
          const amount = moneyText(nanoFromCents(line.amountCents), "exact", locale);
          return (
            <li key={line.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2">
              <span>
                {t("line", { amount, date })}
                {line.declineCode && <span className="text-muted"> · {t("declined")}</span>}
              </span>
              <OrderButtons
                topUpId={line.id}
                actions={actions}
                size="small"
                goOn={{ text: t("resume"), label: t("resumeOf", { amount, date }), look: "link" }}
                cancel={{ text: t("dismiss"), label: t("dismissOf", { amount, date }), look: "link" }}
              />
            </li>
          );
        })}
      </ul>
    </details>
  );
}
