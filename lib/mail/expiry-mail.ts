import "server-only";
import { dollarText } from "@/lib/mail/dollar-text";
import { renderMail } from "@/lib/mail/layout";
import { mailWords } from "@/lib/mail/words";
import { env } from "@/lib/platform/env";
import type { Mail } from "@/lib/platform/mailer";

/** The lots that end, the first one first. At least one. */
export type ExpiryNotice = { to: string; workspaceName: string; lots: { leftNano: bigint; expiresAt: Date }[] };

/** The mail to an owner before credit expires, with what is left of it. */
export async function expiryMail({ to, workspaceName, lots }: ExpiryNotice): Promise<Mail> {
  const words = await mailWords();
  const dateOf = (at: Date | undefined) => words("expiry.date", { at: at ?? 0 });
  const ofDay = new Map<string, bigint>();
  for (const { leftNano, expiresAt } of lots) ofDay.set(dateOf(expiresAt), (ofDay.get(dateOf(expiresAt)) ?? 0n) + leftNano);
  const sum = lots.reduce((total, { leftNano }) => total + leftNano, 0n);
  return renderMail({
    to,
    subject: words("expiry.subject", { amount: dollarText(sum), date: dateOf(lots[0]?.expiresAt) }),
    greeting: words("greeting"),
    paragraphs: [words("expiry.text", { workspace: workspaceName })],
    facts: [...ofDay].map(([date, leftNano]) => ({ label: words("expiry.lot", { date }), value: dollarText(leftNano) })),
    action: { label: words("expiry.action"), url: new URL("/billing", env.RELAIS_PUBLIC_URL).href },
    ending: [],
    footer: words("footer", { site: env.RELAIS_PUBLIC_URL }),
  });
}
