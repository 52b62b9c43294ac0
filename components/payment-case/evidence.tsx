import { useFormatter, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { currencyText } from "@/components/ui/currency-text";
import { moneyText } from "@/components/ui/money-display";
import type { PaymentCase } from "@/lib/topups/disputes/read-case";

/** What we know of a payment, as one text for the bank. In English, since banks read it. */
export function Evidence({ payment }: { payment: PaymentCase }) {
  const t = useTranslations("payments.evidence");
  const format = useFormatter();
  const at = (date: Date) => `${format.dateTime(date, { timeZone: "UTC", dateStyle: "medium", timeStyle: "medium" })} UTC`;
  const { order, workspaceName, evidence } = payment;
  const lines = [
    t("payment", {
      amount: currencyText(BigInt(order.chargeMinor), order.currency),
      at: at(order.paidAt ?? order.createdAt),
      id: order.id,
    }),
    t("what", { credit: moneyText(BigInt(order.amountCents) * 10_000_000n, "exact") }),
    order.receiptUrl && t("receipt", { url: order.receiptUrl }),
    order.receiptEmail && t("mailed", { email: order.receiptEmail }),
    evidence.ownerEmail &&
      evidence.signedUpAt &&
      t("account", { email: evidence.ownerEmail, workspace: workspaceName, at: at(evidence.signedUpAt) }),
    ...evidence.addresses.map(({ ip, at: last }) => t("address", { ip, at: at(last) })),
    evidence.firstCall
      ? t("firstCall", { at: at(evidence.firstCall.at), model: evidence.firstCall.modelId, id: evidence.firstCall.id })
      : t("noCall"),
    evidence.lastCall &&
      t("usage", { count: evidence.callCount, charged: moneyText(evidence.chargedNano, "exact"), at: at(evidence.lastCall.at) }),
  ].filter((line) => typeof line === "string");
  const text = lines.join("\n");
  return (
    <Card title={t("title")} description={t("text")} actions={<CopyButton text={text} label={t("copy")} />}>
      <pre className="text-small break-words whitespace-pre-wrap">{text}</pre>
    </Card>
  );
}
