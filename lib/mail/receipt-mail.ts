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
  const date = receipt.paidAt.toISOString().slice(0, 10);
  const ending = [words("receipt.reference", { reference: receipt.reference })];
  if (receipt.availableNano !== null) ending.push(words("receipt.balance", { balance: dollarText(receipt.availableNano) }));
  if (receipt.cardReceiptUrl) ending.push(words("receipt.cardReceipt", { url: receipt.cardReceiptUrl }));
  return renderMail({
    to: receipt.to,
    subject: words("receipt.subject", { amount }),
    greeting: words("greeting"),
    paragraphs: [words("receipt.text", { amount, workspace: receipt.workspaceName, date })],
    action: { label: words("receipt.action"), url: new URL("/billing", env.RELAIS_PUBLIC_URL).href },
    ending,
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
