import "server-only";
import { dollarText } from "@/lib/mail/dollar-text";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

export type TopUpReceipt = {
  to: string;
  workspaceName: string;
  amountNano: bigint;
  /** The available balance after the top-up; null if unknown. */
  availableNano: bigint | null;
  paidAt: Date;
  /** The top-up's id, which support asks for. */
  reference: string;
  /** The payment provider's own receipt. */
  cardReceiptUrl: string | null;
};

/** The receipt mail for a paid top-up. */
export async function receiptMail(receipt: TopUpReceipt): Promise<Mail> {
  const words = await mailWords();
  const amount = dollarText(receipt.amountNano);
  const fact = (name: "amount" | "date" | "workspace" | "balance" | "reference" | "cardReceipt", value: string) => [
    { label: words(`receipt.${name}`), value },
  ];
  return renderMail({
    to: receipt.to,
    subject: words("receipt.subject", { amount }),
    greeting: words("greeting"),
    paragraphs: [words("receipt.text")],
    facts: [
      ...fact("amount", amount),
      ...fact("date", words("receipt.paidAt", { at: receipt.paidAt })),
      ...fact("workspace", receipt.workspaceName),
      ...(receipt.availableNano === null ? [] : fact("balance", dollarText(receipt.availableNano))),
      ...fact("reference", receipt.reference),
      ...(receipt.cardReceiptUrl ? fact("cardReceipt", receipt.cardReceiptUrl) : []),
    ],
    action: { label: words("receipt.action"), url: new URL("/billing", env.RELAIS_PUBLIC_URL).href },
    ending: [],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
