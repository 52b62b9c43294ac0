import "server-only";
import { dollarText } from "@/lib/mail/dollar-text";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

export type PaymentQuestionFacts = {
  to: string;
  workspaceName: string;
  kind: "refund" | "dispute" | "fraud_warning";
  /** The status in the payment service's words. */
  status: string;
  /** Null if the payment service names no sum. */
  amountNano: bigint | null;
  isFrozen: boolean;
};

/** The mail to an admin about a payment that was refunded, disputed or reported as fraud. */
export async function paymentQuestionMail({ to, workspaceName, kind, status, amountNano, isFrozen }: PaymentQuestionFacts): Promise<Mail> {
  const words = await mailWords();
  const amount = amountNano === null ? words("paymentQuestion.anAmount") : dollarText(amountNano);
  return renderMail({
    to,
    subject: words("paymentQuestion.subject", { workspace: workspaceName }),
    greeting: words("greeting"),
    paragraphs: [
      words(`paymentQuestion.${kind}`, { amount, workspace: workspaceName, status }),
      words(isFrozen ? "paymentQuestion.frozen" : "paymentQuestion.open"),
    ],
    action: { label: words("paymentQuestion.action"), url: new URL("/admin/payments", env.RELAIS_PUBLIC_URL).href },
    ending: [],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
